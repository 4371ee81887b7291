namespace Tollgate.Upstreams.Demo;

/// <summary>Ways in which the fake provider can fail.</summary>
internal enum DemoFaultKind : byte
{
    None,

    /// <summary>A complete answer with an error status.</summary>
    Status,

    /// <summary>A connection reset after the request, before the head of an answer.</summary>
    Reset,

    /// <summary>A connection that ends in the middle of the answer.</summary>
    Cut,

    /// <summary>No answer at all, on a connection that stays open.</summary>
    Hang,

    /// <summary>A complete HTTP message with broken JSON in it.</summary>
    Malformed,

    /// <summary>An answer in pieces of a few bytes, cut anywhere.</summary>
    Slow,
}
