using Tollgate.Metering.Bpe;

namespace Tollgate.Configuration;

/// <summary>Rules of <c>tokenizers</c>. Whether the files can be used is found by who reads them.</summary>
internal static class TokenizerRules
{
    /// <summary>Entries at most; each may hold some megabytes.</summary>
    private const int MaxEntries = 64;

    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        if (config.Tokenizers.Count > MaxEntries)
        {
            findings.Error("tokenizers", $"has more than {MaxEntries} entries");
        }

        var claimed = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < config.Tokenizers.Count; i++)
        {
            var tokenizer = config.Tokenizers[i];
            if (tokenizer.Models.Count == 0)
            {
                findings.Error($"tokenizers[{i}].models", "must name at least one model");
            }

            for (var j = 0; j < tokenizer.Models.Count; j++)
            {
                TextRules.Line(findings, $"tokenizers[{i}].models[{j}]", tokenizer.Models[j], ModelName.MaxLength);
                if (!claimed.Add(tokenizer.Models[j]))
                {
                    findings.Error($"tokenizers[{i}].models[{j}]", "has a tokenizer already");
                }
            }

            if (tokenizer.Encoding is { } encoding && SplitRules.Of(encoding) is null)
            {
                findings.Error($"tokenizers[{i}].encoding", "must be one of " + string.Join(", ", SplitRules.Names) + NearestName.Hint(encoding, SplitRules.Names));
            }
        }
    }
}
