namespace Tollgate.Surfaces.Models;

/// <summary>What a list says about one model.</summary>
/// <param name="Name">The public name.</param>
/// <param name="Provider">Name of the first candidate's provider.</param>
/// <param name="MaxInput">Longest prompt in tokens; 0 = unknown.</param>
/// <param name="MaxOutput">Longest answer in tokens; 0 = unknown.</param>
internal sealed record ModelCard(string Name, string Provider, long MaxInput, long MaxOutput);
