namespace Tollgate.Redis;

/// <summary>What one loop's connection has done. Only the loop writes; whoever scrapes reads meanwhile.</summary>
internal sealed class RedisCounters
{
    /// <summary>Commands sent.</summary>
    public long Calls;

    /// <summary>Commands without an answer yet.</summary>
    public long UnderWay;

    /// <summary>Connections closed because an answer did not come in time.</summary>
    public long Late;

    /// <summary>Connections closed because what came was not the protocol, or not the command's answer.</summary>
    public long BadReplies;

    /// <summary>Commands that nobody waited for and that failed, or may have.</summary>
    public long Unheard;

    /// <summary>Connections opened and ready for use.</summary>
    public long Connects;

    /// <summary>Calls that were not made because too many were under way.</summary>
    public long Overflows;
}
