namespace Tollgate.Balancing;

/// <summary>What a report did to a breaker; whoever reported tells the log.</summary>
internal enum BreakerChange : byte
{
    None,
    Opened,
    HalfOpened,
    Closed,
}
