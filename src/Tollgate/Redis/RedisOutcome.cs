namespace Tollgate.Redis;

/// <summary>How a call ended.</summary>
internal enum RedisOutcome
{
    /// <summary>Answered, and the call has read the answer.</summary>
    Ok,

    /// <summary>There is no connection, or it ended before the answer: whether the command ran is not known.</summary>
    Unavailable,

    /// <summary>No answer in time. The connection is closed, so that the late answer reaches nobody; whether the command ran is not known.</summary>
    Late,

    /// <summary>More calls are under way than are allowed: nothing was sent.</summary>
    Full,

    /// <summary>The script is not in the server's cache: nothing ran.</summary>
    NoScript,

    /// <summary>The server refused the command: read-only, out of memory, loading, no permission. Nothing ran.</summary>
    Refused,
}
