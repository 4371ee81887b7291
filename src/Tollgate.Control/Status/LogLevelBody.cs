namespace Tollgate.Control.Status;

/// <summary>The least severe events that are logged.</summary>
/// <param name="Level"><c>debug</c>, <c>info</c>, <c>warning</c> or <c>error</c>.</param>
internal sealed record LogLevelBody(string Level);
