namespace Tollgate.Control.Registry;

/// <summary>All models over targets.</summary>
/// <param name="Items">Those of the file or the environment, then those of the store.</param>
internal sealed record ModelPageBody(IReadOnlyList<ModelBody> Items);
