using System.Diagnostics;
using Tollgate.Listening;
using Tollgate.Metering.Bpe;

namespace Tollgate.Metering;

/// <summary>What is noted of an answer while it is translated: the same as a tap finds in one that is passed through.</summary>
internal sealed class TranslatedFigures
{
    private TokenUsage _usage;
    private TokenEstimator _text;

    /// <summary>The provider has reported usage.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>The usage reported last.</summary>
    public TokenUsage Usage => _usage;

    /// <summary>More has been written since usage was reported: its output is not the last word.</summary>
    public bool IsUsageStale { get; private set; }

    /// <summary>Tokens of the delivered text as counted here.</summary>
    public long EstimatedOutput => _text.Tokens;

    /// <summary>Something that the model wrote has come.</summary>
    public bool HasFirstToken { get; private set; }

    /// <summary>When, in <see cref="Stopwatch"/> ticks.</summary>
    public long FirstTokenAt { get; private set; }

    /// <summary>The provider's own error has come.</summary>
    public bool Failed { get; set; }

    /// <summary>Prompt tokens as counted here.</summary>
    public long EstimatedInput { get; set; }

    /// <summary>Search units that the provider bills; 0 where it does not say.</summary>
    public long SearchUnits { get; set; }

    /// <summary>Whose prompt is counted once it is certain that the provider does not; null to leave it at the estimate.</summary>
    public RequestContext? Prompt { get; set; }

    /// <summary>What comes is counted by a vocabulary; null to estimate.</summary>
    public void CountWith(BpeCounter? exact, int exactBytes) => _text = new TokenEstimator(exact, exactBytes);

    /// <summary>Takes text of the answer, escaped as in JSON; it goes on with the text before it that has the same kind.</summary>
    public void AddText(ReadOnlySpan<byte> escaped, int kind)
    {
        _text.GoOn(kind);
        _text.Add(escaped);
        IsUsageStale = true;
        MarkToken();
    }

    /// <summary>A tool is called.</summary>
    public void AddCall(ReadOnlySpan<byte> name)
    {
        _text.Add(name);
        _text.AddTokens(TokenEstimator.ToolCallTokens);
        MarkToken();
    }

    /// <summary>The answer has begun.</summary>
    public void MarkToken()
    {
        if (!HasFirstToken)
        {
            HasFirstToken = true;
            FirstTokenAt = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>The provider reports tokens; the last report counts.</summary>
    public void Report(TokenUsage usage)
    {
        HasUsage = true;
        IsUsageStale = false;
        _usage = usage;
    }

    /// <summary>Our own count, for a client whose provider reports nothing.</summary>
    public TokenUsage Estimate()
    {
        Prompt?.CountPrompt();
        var input = Math.Max(1, Prompt?.EstimatedInput ?? EstimatedInput);
        return new TokenUsage { Input = input, Output = EstimatedOutput, Total = input + EstimatedOutput, Source = UsageSource.Estimated };
    }

    /// <summary>Makes it ready for another answer.</summary>
    public void Reset()
    {
        (_usage, _text) = (default, default);
        HasUsage = IsUsageStale = HasFirstToken = Failed = false;
        FirstTokenAt = EstimatedInput = SearchUnits = 0;
        Prompt = null;
    }
}
