namespace Tollgate.Control.Registry;

/// <summary>The heartbeats of a provider.</summary>
/// <param name="EverySeconds">Between two of them; 0 when none are asked for.</param>
/// <param name="LastAt">When the last one came; absent before the first.</param>
/// <param name="Missed">It missed three and is out of rotation until the next.</param>
internal sealed record HeartbeatBody(int EverySeconds, DateTimeOffset? LastAt, bool Missed);
