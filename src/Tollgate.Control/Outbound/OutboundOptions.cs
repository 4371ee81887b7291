using System.Security.Cryptography.X509Certificates;

namespace Tollgate.Control.Outbound;

/// <summary>Bounds of a client for calls off the request path.</summary>
internal sealed record OutboundOptions
{
    /// <summary>Whether the configuration file itself names the hosts; those that came by API may not be inside.</summary>
    public bool NamedInFile { get; init; }

    /// <summary>Whether it is for the metadata service of the cloud's machine, which nothing else may reach. Default false.</summary>
    public bool ReachesMetadata { get; init; }

    /// <summary>Certificate authorities that are trusted in place of the system's. Default null: the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>TCP and TLS together. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The whole call, answer included. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest answer, in bytes; a longer one is a failure. Default 1 MiB.</summary>
    public int MaxResponseBytes { get; init; } = 1 << 20;

    /// <summary>Connections to one host at once. Default 4.</summary>
    public int MaxConnections { get; init; } = 4;
}
