namespace Tollgate.Listening;

/// <summary>One event loop at a moment.</summary>
/// <param name="Connections">Client connections.</param>
/// <param name="ActiveRequests">Data-plane requests being served.</param>
/// <param name="Turns">Turns since the start: one that stands still is stuck.</param>
/// <param name="Faults">Unexpected exceptions that reached it.</param>
internal sealed record LoopStatus(int Connections, long ActiveRequests, long Turns, long Faults);
