namespace Tollgate.Control.Registry;

/// <summary>A heartbeat was heard.</summary>
/// <param name="Id">Of the provider.</param>
/// <param name="At">When.</param>
/// <param name="NextWithinSeconds">The next one is due within this time; 0 when none is asked for.</param>
internal sealed record HeartbeatAnswer(string Id, DateTimeOffset At, int NextWithinSeconds);
