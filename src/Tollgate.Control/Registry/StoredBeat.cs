namespace Tollgate.Control.Registry;

/// <summary>The last heartbeat of a provider, as the store knows it.</summary>
/// <param name="Id">Id of the provider.</param>
/// <param name="At">When it came.</param>
/// <param name="Missed">It had left rotation when this was written.</param>
internal sealed record StoredBeat(string Id, DateTimeOffset At, bool Missed);
