using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>What OpenAI's own models do not take, by their names, wherever they run. Copies have other names.</summary>
internal readonly struct OpenAiModel
{
    private readonly string _name;

    /// <summary>By the provider's name of the model; a vendor's prefix such as <c>openai/</c> does not matter.</summary>
    public OpenAiModel(string model) => _name = model[(model.LastIndexOf('/') + 1)..];

    /// <summary>It reasons: wants <c>max_completion_tokens</c> and role <c>developer</c>, refuses sampling settings and stop sequences.</summary>
    public bool Reasons => (IsSeries('1') || IsSeries('3') || IsSeries('4') || Begins("gpt-5")) && !Begins("gpt-5-chat");

    /// <summary>It does not reason and refuses to be asked for it.</summary>
    public bool RefusesEffort => Begins("gpt-3.5") || Begins("gpt-4") || Begins("chatgpt-") || Begins("gpt-5-chat");

    /// <summary>It searches the web, in chats: <c>gpt-4o-search-preview</c>, <c>gpt-5-search-api</c>.</summary>
    public bool Searches => _name.Contains("-search-", StringComparison.Ordinal);

    /// <summary>The word for an effort, or the nearest one that the model knows.</summary>
    public ReadOnlySpan<byte> EffortWord(Effort effort)
    {
        var isFirst = IsSeries('1') || IsSeries('3') || IsSeries('4');
        var isFive = Begins("gpt-5") && !Begins("gpt-5.");
        return effort switch
        {
            Effort.None => isFirst ? "low"u8 : isFive ? "minimal"u8 : "none"u8,
            Effort.Minimal => isFirst || Begins("gpt-5.") ? "low"u8 : "minimal"u8,
            Effort.Low => "low"u8,
            Effort.High => "high"u8,
            Effort.Max => isFirst || isFive ? "high"u8 : "xhigh"u8,
            _ => "medium"u8,
        };
    }

    private bool Begins(string prefix) => _name.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary><c>o1</c>, <c>o3-mini</c> and so on, but not <c>o1000-something-else</c>.</summary>
    private bool IsSeries(char number) => _name.Length >= 2 && _name[0] == 'o' && _name[1] == number && (_name.Length == 2 || !char.IsAsciiLetterOrDigit(_name[2]));
}
