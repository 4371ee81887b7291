namespace Tollgate.Attempts;

/// <summary>How one attempt at an upstream ended before its answer was relayed.</summary>
internal enum AttemptOutcome : byte
{
    /// <summary>The request is out; the answer is waited for.</summary>
    Sent,

    /// <summary>An answer's head is there.</summary>
    Answered,

    /// <summary>No connection in time: refused, unreachable, name not found, TLS failed, or not allowed.</summary>
    Unreachable,

    /// <summary>A kept-alive connection turned out to be dead before a byte of the answer: nothing was processed.</summary>
    DeadConnection,

    /// <summary>No first byte of an answer in time.</summary>
    NoFirstByte,

    /// <summary>The connection broke after the request was sent.</summary>
    Reset,

    /// <summary>What came was no HTTP answer.</summary>
    NotHttp,

    /// <summary>The client left.</summary>
    ClientGone,

    /// <summary>The client's own body broke off, was too long or malformed while it was passed on.</summary>
    BodyFailed,

    /// <summary>The gateway stops and the grace period is over.</summary>
    Stopped,

    /// <summary>No target may be asked now, all of them rest, fail or are unhealthy: nothing was sent.</summary>
    NoTarget,

    /// <summary>All connections that the provider may have were taken for too long.</summary>
    NoPlace,

    /// <summary>A whole server error that reports a lack of memory.</summary>
    OutOfMemory,

    /// <summary>The request holds something that the target's format cannot say: nothing was sent.</summary>
    Unsayable,

    /// <summary>A second attempt beside it answered first.</summary>
    Overtaken,

    /// <summary>The sign-in that the provider asks for before requests was refused or not answered: nothing was sent.</summary>
    NoCredential,

    /// <summary>The gateway had no descriptor or no memory for a connection: nobody was asked, and no target is to blame.</summary>
    OwnShortage,

    /// <summary>The gateway has no local port left towards this target; others may be reached.</summary>
    NoPorts,
}
