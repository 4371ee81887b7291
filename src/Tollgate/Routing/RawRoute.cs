namespace Tollgate.Routing;

/// <summary>An upstream reached byte for byte under <c>/raw/{name}/</c>, compiled.</summary>
internal sealed class RawRoute
{
    /// <summary>The path segment after <c>/raw/</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name as it stands in a path.</summary>
    public required byte[] NameUtf8 { get; init; }

    /// <summary>Where it is.</summary>
    public required UpstreamOrigin Origin { get; init; }

    /// <summary>Complete header lines with CR LF, to append to a request head.</summary>
    public required byte[] CredentialLines { get; init; }

    /// <summary>Its deadlines.</summary>
    public required Deadlines Deadlines { get; init; }

    /// <summary>Connections at most, over all loops.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Connections kept alive at most.</summary>
    public required int MaxIdle { get; init; }

    /// <summary>Key of its pool; see <see cref="Provider.Identity"/>.</summary>
    public required string Identity { get; init; }

    /// <summary>Position among the snapshot's raw routes.</summary>
    public required int Index { get; init; }
}
