namespace Tollgate.Control.Registry;

/// <summary>All providers.</summary>
/// <param name="Items">Those of the file or the environment, then those of the store.</param>
internal sealed record ServerPageBody(IReadOnlyList<ServerBody> Items);
