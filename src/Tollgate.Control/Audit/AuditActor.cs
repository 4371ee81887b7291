using Tollgate.Control.Hosting;

namespace Tollgate.Control.Audit;

/// <summary>Who acts, and from where.</summary>
/// <param name="Name">Such as <c>admin-key</c> or <c>cli:root</c>.</param>
/// <param name="Peer">The other end of the request; null for a command on the machine itself.</param>
internal sealed record AuditActor(string Name, PeerFacts? Peer)
{
    /// <summary>An entry of this actor.</summary>
    public AuditEntry Entry(DateTimeOffset at, string action, string target, string org, string? before, string? after) => new()
    {
        At = at,
        Actor = Name,
        Action = action,
        Target = target,
        Org = org,
        Address = Peer?.Address.ToString() ?? "",
        Tls = Peer?.TlsProtocol ?? "",
        CertificateSha256 = Peer?.ClientCertificateSha256 ?? "",
        RequestId = Peer?.RequestId ?? "",
        Before = before,
        After = after,
    };
}
