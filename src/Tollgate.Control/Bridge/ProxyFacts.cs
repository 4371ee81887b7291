using System.Net;
using Tollgate.Listening;

namespace Tollgate.Control.Bridge;

/// <summary>What the engine said about a tunnelled HTTP/2 connection before its first frame: a feature of the connection.</summary>
/// <param name="Peer">The client's socket address.</param>
/// <param name="Listener">Where it came in: <c>loopback</c> or <c>public</c>, and <c>,admin</c> behind it.</param>
/// <param name="Verdict">Whether administrators' paths are served to it.</param>
/// <param name="TlsProtocol">Such as <c>TLSv1.3</c>; null without TLS.</param>
/// <param name="ClientCertificateSha256">Lower-case hexadecimal; null when the client showed none.</param>
internal sealed record ProxyFacts(
    IPEndPoint Peer, string Listener, ControlVerdict Verdict, string? TlsProtocol, string? ClientCertificateSha256);
