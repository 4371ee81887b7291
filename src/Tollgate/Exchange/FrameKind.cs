namespace Tollgate.Exchange;

/// <summary>How a format parts the pieces of a stream.</summary>
internal enum FrameKind : byte
{
    /// <summary>It does not stream.</summary>
    None,

    /// <summary>Server-sent events.</summary>
    Sse,

    /// <summary>One JSON document in each line (NDJSON).</summary>
    Lines,

    /// <summary>Amazon's binary event stream.</summary>
    AwsEvents,
}
