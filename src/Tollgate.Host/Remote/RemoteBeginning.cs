namespace Tollgate.Host.Remote;

/// <summary>What a start with a remote configuration began with.</summary>
/// <param name="Address">The source.</param>
/// <param name="Settings">How it is asked.</param>
/// <param name="Content">The document in force.</param>
/// <param name="Tag">What the source recognises it by; null where it named nothing, and for a copy.</param>
internal sealed record RemoteBeginning(RemoteAddress Address, RemoteSettings Settings, ReadOnlyMemory<byte> Content, RemoteTag? Tag)
{
    /// <summary>When the copy was made that stands in for the source's answer; null for that answer itself.</summary>
    public DateTimeOffset? CopiedAt { get; init; }

    /// <summary>Why the copy had to stand in; empty without one.</summary>
    public string Problem { get; init; } = string.Empty;
}
