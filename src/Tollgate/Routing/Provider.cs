using Tollgate.Surfaces;

namespace Tollgate.Routing;

/// <summary>One upstream account, compiled: everything that a request needs of it as bytes and numbers.</summary>
internal sealed class Provider
{
    /// <summary>Its unique name.</summary>
    public required string Name { get; init; }

    /// <summary>The name as it goes into headers.</summary>
    public required byte[] NameUtf8 { get; init; }

    /// <summary>Its kind.</summary>
    public required ProviderPreset Preset { get; init; }

    /// <summary>Where it is. For the built-in demo provider an address that nobody dials.</summary>
    public required UpstreamOrigin Origin { get; init; }

    /// <summary>Complete header lines with CR LF, to append to a request head: credential, the kind's and the configured headers.</summary>
    public required byte[] CredentialLines { get; init; }

    /// <summary>Its deadlines.</summary>
    public required Deadlines Deadlines { get; init; }

    /// <summary>Connections at most, over all loops.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Connections kept alive at most.</summary>
    public required int MaxIdle { get; init; }

    /// <summary>Key of its pool and its breaker: the same before and after an edit that leaves address and credential alone.</summary>
    public required string Identity { get; init; }

    /// <summary>Position among the snapshot's providers.</summary>
    public required int Index { get; init; }

    /// <summary>Whether a sent request may be repeated elsewhere.</summary>
    public bool RetryUnsafe { get; init; }

    /// <summary>Whether streams are asked for usage.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>Whether the deployment's own file or environment names it, which permits private addresses.</summary>
    public bool FromFile { get; init; } = true;

    /// <summary>The wire format that it speaks.</summary>
    public Dialect Dialect => Preset.Dialect;

    /// <summary>Whether it is the built-in provider.</summary>
    public bool IsDemo => Preset.IsDemo;
}
