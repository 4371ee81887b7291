using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>What is known of one of the answers while it is read.</summary>
internal sealed class GeminiCandidate
{
    /// <summary>Calls so far.</summary>
    public int Calls { get; set; }

    /// <summary>What it leans on.</summary>
    public GeminiGrounding Grounding { get; } = new();

    /// <summary>It has said something.</summary>
    public bool HasContent { get; set; }

    /// <summary>Why it ended; null while it has not. Told at the end only: some models name it in every frame.</summary>
    public FinishReason? Finish { get; set; }

    /// <summary>The provider's own word and words for an end that is a failure.</summary>
    public string FinishWord { get; set; } = string.Empty;

    /// <summary>What it means for a client.</summary>
    public FinishReason Meaning => Finish switch
    {
        null => FinishReason.Unknown,
        FinishReason.Error or FinishReason.Stop => Calls > 0 ? FinishReason.ToolCalls : FinishReason.Stop,
        { } other => other,
    };
}
