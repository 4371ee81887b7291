namespace Tollgate.Control.RequestLog;

/// <summary>Width of the time buckets, in UTC.</summary>
internal enum StatsInterval
{
    /// <summary>One bucket for the whole time.</summary>
    All,
    Hour,
    Day,
}
