namespace Tollgate.Balancing;

/// <summary>What a target did wrong, as its breaker counts it. A 429 is a rest and a 4xx nobody's fault: neither is in here.</summary>
internal enum TargetFault : byte
{
    /// <summary>No connection could be made.</summary>
    Connect,

    /// <summary>No first byte of an answer in time.</summary>
    Timeout,

    /// <summary>A whole answer with a server error.</summary>
    ServerError,

    /// <summary>The connection broke, or what came was not what its API promises, or it fell silent within an answer.</summary>
    Broken,
}
