namespace Tollgate.Control.Status;

/// <summary>Connections of clients.</summary>
/// <param name="Open">Now.</param>
/// <param name="Limit">At most.</param>
/// <param name="Refused">Refused since the start because there were too many.</param>
internal sealed record ConnectionsBody(int Open, int Limit, long Refused);
