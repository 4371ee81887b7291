using System.Net;

namespace Tollgate.Control.Hosting;

/// <summary>Who is at the other end of a request, as the engine saw it: a feature of the request, for audit and admission.</summary>
/// <param name="Address">The client's address; behind a trusted proxy the one that the proxy names.</param>
/// <param name="TlsProtocol">Such as <c>TLSv1.3</c>; null without TLS.</param>
/// <param name="ClientCertificateSha256">Hash of the client's certificate, lower-case hexadecimal; null when it showed none.</param>
/// <param name="RequestId">The engine's id of the request.</param>
internal sealed record PeerFacts(IPAddress Address, string? TlsProtocol, string? ClientCertificateSha256, string RequestId)
{
    /// <summary>Where it came in: <c>loopback</c> or <c>public</c>, and <c>,admin</c> behind it for one of <c>server.admin_urls</c>.</summary>
    public string Listener { get; init; } = string.Empty;
}
