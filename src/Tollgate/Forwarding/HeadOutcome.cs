namespace Tollgate.Forwarding;

/// <summary>What came of waiting for an answer's head.</summary>
internal enum HeadOutcome : byte
{
    Ok,

    /// <summary>The connection ended, or was aborted, before a byte of an answer.</summary>
    NoAnswer,

    /// <summary>It ended, or was aborted, within the head.</summary>
    CutShort,

    /// <summary>What came is not an HTTP/1.x answer that we accept.</summary>
    NotHttp,
}
