using Tollgate.Configuration;

namespace Tollgate.Control.Registry;

/// <summary>The configuration of all sources together.</summary>
/// <param name="Config">Checked, and ready to be compiled.</param>
/// <param name="Problems">Entries that had to be left out, by id, with the reason.</param>
internal sealed record MergedConfig(GatewayConfig Config, IReadOnlyDictionary<string, EntryProblem> Problems);
