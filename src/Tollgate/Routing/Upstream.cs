using System.Security.Cryptography.X509Certificates;
using Tollgate.Admission;
using Tollgate.Forwarding;
using Tollgate.Telemetry;

namespace Tollgate.Routing;

/// <summary>A host that requests are forwarded to: what a provider and a raw route have in common.</summary>
internal abstract class Upstream
{
    /// <summary>Its unique name among its kind.</summary>
    public required string Name { get; init; }

    /// <summary>The name as it goes into headers and stands in paths.</summary>
    public required byte[] NameUtf8 { get; init; }

    /// <summary>Where it is. For the built-in demo provider an address that nobody dials.</summary>
    public required UpstreamOrigin Origin { get; init; }

    /// <summary>Complete header lines with CR LF, to append to a request head: credential, the kind's and the configured headers.</summary>
    public required byte[] CredentialLines { get; init; }

    /// <summary>What of <see cref="CredentialLines"/> no client may see.</summary>
    public byte[][] Secrets => field ??= UpstreamSecrets.Of(CredentialLines);

    /// <summary>Its credential where that is no fixed line; null where <see cref="CredentialLines"/> say all. Set before the snapshot is published.</summary>
    public RequestCredential? Credential { get; set; }

    /// <summary>Its deadlines.</summary>
    public required Deadlines Deadlines { get; init; }

    /// <summary>Connections at most, over all loops.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Connections kept alive at most.</summary>
    public required int MaxIdle { get; init; }

    /// <summary>Key of its pool and its breaker: the same before and after an edit that leaves address and credential alone.</summary>
    public required string Identity { get; init; }

    /// <summary>Position among its kind in the snapshot.</summary>
    public required int Index { get; init; }

    /// <summary>Roots that its certificate must lead to instead of the system's, for a private authority; null for the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Its connections over all loops; found once, when the snapshot is published.</summary>
    public ConnectionBudget? Budget { get; set; }

    /// <summary>Whether the deployment's own file or environment names it, which permits private addresses.</summary>
    public bool FromFile { get; init; } = true;

    /// <summary>The cells of limits that hang on it, once looked up.</summary>
    public LimitCell[]? Limits { get; set; }

    /// <summary>Where its calls without a model are counted.</summary>
    public SeriesSlots Series => field ??= new SeriesSlots(SeriesTable.None, Name);
}
