namespace Tollgate.Control.Status;

/// <summary>What runs.</summary>
internal sealed record VersionBody(string Version, string Runtime);
