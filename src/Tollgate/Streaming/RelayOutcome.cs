namespace Tollgate.Streaming;

/// <summary>How an answer's way to the client ended.</summary>
internal enum RelayOutcome : byte
{
    /// <summary>All of it was handed over.</summary>
    Complete,

    /// <summary>The client left, or read too slowly.</summary>
    ClientGone,

    /// <summary>The upstream broke off, before or within the body.</summary>
    UpstreamBroke,

    /// <summary>The upstream was silent for too long, or took too long in all.</summary>
    UpstreamTimeout,

    /// <summary>The answer is not what was promised: HTML, cut JSON, a line without end.</summary>
    BadAnswer,

    /// <summary>An SSE line was longer than accepted.</summary>
    LineTooLong,

    /// <summary>The gateway stops and the grace period is over.</summary>
    Stopped,

    /// <summary>The key was revoked, switched off or ran out while its answer streamed.</summary>
    KeyRevoked,
}
