namespace Tollgate.Configuration;

/// <summary>A model name that can be listed: concrete, with at least one candidate.</summary>
/// <param name="Name">The public name.</param>
/// <param name="Provider">Name of the first candidate's provider.</param>
internal sealed record ModelEntry(string Name, string Provider);
