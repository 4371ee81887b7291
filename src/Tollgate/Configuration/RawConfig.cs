namespace Tollgate.Configuration;

/// <summary>An upstream reached byte for byte under <c>/raw/{name}/</c> (an entry of <c>raw:</c>).</summary>
public sealed record RawConfig
{
    /// <summary>The path segment after <c>/raw/</c>; unique.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>Its credential. Default none.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>Header that carries <see cref="ApiKey"/>: <c>name</c> or <c>name: scheme</c>. Default <c>authorization: Bearer</c>.</summary>
    public string AuthHeader { get; init; } = "authorization: Bearer";

    /// <summary>Headers added to every request. The values are not printed: they may be credentials.</summary>
    public IReadOnlyDictionary<string, Secret> Headers { get; init; } = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Deadlines.</summary>
    public TimeoutConfig Timeouts { get; init; } = new();

    /// <summary>Connections at most, over all loops. Default 200.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>Connections kept alive at most. Default 50.</summary>
    public int MaxIdleConnections { get; init; } = 50;
}
