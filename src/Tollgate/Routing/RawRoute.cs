namespace Tollgate.Routing;

/// <summary>An upstream reached byte for byte under <c>/raw/{name}/</c>, compiled.</summary>
internal sealed class RawRoute : Upstream;
