namespace Tollgate.Upstreams.Bedrock;

/// <summary>What a model on Bedrock takes, by its name: Converse is one format, but the models behind it are many.</summary>
internal readonly record struct BedrockModel
{
    /// <summary>One of Anthropic's.</summary>
    public bool IsClaude { get; private init; }

    /// <summary>One of Amazon's own.</summary>
    public bool IsNova { get; private init; }

    /// <summary>One of OpenAI's open ones.</summary>
    public bool IsGptOss { get; private init; }

    /// <summary>Ten times Claude's version: 45 for 4.5; 0 for other models.</summary>
    public int Claude { get; private init; }

    /// <summary>The second generation of Amazon's, which thinks.</summary>
    public bool IsNova2 { get; private init; }

    /// <summary>Marks where its prompt cache shall end.</summary>
    public bool TakesCachePoints => IsClaude || IsNova;

    /// <summary><c>outputConfig</c> with a schema. Older models get a tool to answer with.</summary>
    public bool TakesOutputConfig { get; private init; }

    /// <summary>Claude that thinks when asked, by a budget.</summary>
    public bool TakesThinkingBudget => Claude is >= 37 and < 46;

    /// <summary>Claude that finds its own budget.</summary>
    public bool TakesAdaptiveThinking => Claude >= 46;

    /// <summary>Claude that refuses sampling settings.</summary>
    public bool RefusesSampling => Claude >= 47;

    /// <summary>Claude that refuses <c>temperature</c> and <c>top_p</c> in one request.</summary>
    public bool TakesOneOfTemperatureAndTopP => Claude >= 41;

    /// <summary>What the name tells: <c>us.anthropic.claude-sonnet-4-5-20250929-v1:0</c>, or an ARN that ends so.</summary>
    public static BedrockModel Of(string name)
    {
        var claude = name.IndexOf("claude-", StringComparison.OrdinalIgnoreCase);
        var version = claude < 0 ? 0 : VersionOf(name.AsSpan(claude + "claude-".Length));
        var isNova = name.Contains("amazon.nova", StringComparison.OrdinalIgnoreCase);
        return new BedrockModel
        {
            IsClaude = claude >= 0,
            Claude = version,
            IsNova = isNova,
            IsNova2 = isNova && name.Contains("nova-2", StringComparison.OrdinalIgnoreCase),
            IsGptOss = name.Contains("gpt-oss", StringComparison.OrdinalIgnoreCase),
            TakesOutputConfig = claude >= 0 ? version >= 45 : HasOutputConfig(name),
        };
    }

    /// <summary>The open models that Amazon names in its list.</summary>
    private static bool HasOutputConfig(string name)
    {
        foreach (var vendor in (ReadOnlySpan<string>)["qwen.", "deepseek.v3", "mistral.", "google.gemma", "nvidia.", "minimax.", "moonshot", "openai."])
        {
            if (name.Contains(vendor, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first one or two short numbers: <c>3-7-sonnet</c>, <c>opus-4-6</c>; a date is no version.</summary>
    private static int VersionOf(ReadOnlySpan<char> name)
    {
        var version = 0;
        var found = 0;
        foreach (var range in name.Split('-'))
        {
            var word = name[range];
            var isShort = word.Length is 1 or 2 && int.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out _);
            if (isShort)
            {
                var number = int.Parse(word, System.Globalization.CultureInfo.InvariantCulture);
                version = found == 0 ? number * 10 : version + Math.Min(number, 9);
                found++;
            }

            if (found == 2 || (found == 1 && !isShort))
            {
                break;
            }
        }

        return version;
    }
}
