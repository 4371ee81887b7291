namespace Tollgate.Host.Remote;

/// <summary>What a source answered, or why it did not.</summary>
internal sealed record RemoteAnswer
{
    public required RemoteOutcome Outcome { get; init; }

    /// <summary>The document's bytes; empty without one.</summary>
    public byte[] Content { get; init; } = [];

    /// <summary>What to recognise the document by; null where the source names nothing.</summary>
    public RemoteTag? Tag { get; init; }

    /// <summary>What is wrong, in words that tell no secret: nothing of what was sent or came back. Empty for a document.</summary>
    public string Problem { get; init; } = string.Empty;

    /// <summary>The source asked to be left alone for so long.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>It may be otherwise in a moment, without anybody's doing.</summary>
    public bool MayPass { get; init; }
}
