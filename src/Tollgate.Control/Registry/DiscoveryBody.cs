namespace Tollgate.Control.Registry;

/// <summary>A provider's own list of models beside the one that is configured.</summary>
/// <param name="Models">Every name of its list.</param>
/// <param name="Added">Names that are not configured.</param>
/// <param name="Gone">Configured names that its list does not have.</param>
/// <param name="Applied">Its settings follow the list now.</param>
internal sealed record DiscoveryBody(IReadOnlyList<string> Models, IReadOnlyList<string> Added, IReadOnlyList<string> Gone, bool Applied);
