namespace Tollgate.Redis;

/// <summary>What the bytes received so far are.</summary>
internal enum RespStatus
{
    /// <summary>The beginning of a reply.</summary>
    Partial,

    /// <summary>At least one whole reply.</summary>
    Complete,

    /// <summary>Not the protocol, or beyond its bounds here: the connection cannot be used any more.</summary>
    Bad,
}
