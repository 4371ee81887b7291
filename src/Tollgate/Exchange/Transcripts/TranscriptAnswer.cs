using Tollgate.Exchange.Unary;

namespace Tollgate.Exchange.Transcripts;

/// <summary>What is said in a recording.</summary>
internal sealed class TranscriptAnswer : UnaryAnswer
{
    /// <summary>Its pieces in their order; none where nothing is said.</summary>
    public List<JsonString> Pieces { get; } = [];
}
