namespace Tollgate.Listening;

/// <summary>How reading a request's body went.</summary>
internal enum BodyStatus : byte
{
    /// <summary>There is more to come.</summary>
    More,

    /// <summary>All of it is here.</summary>
    Complete,

    /// <summary>It is longer than allowed.</summary>
    TooLarge,

    /// <summary>The process-wide memory for bodies is used up.</summary>
    NoMemory,

    /// <summary>Its chunked framing is broken.</summary>
    Malformed,

    /// <summary>The client left, or was too slow.</summary>
    ClientGone,
}
