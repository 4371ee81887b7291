using System.Security.Authentication;
using System.Security.Cryptography;
using Tollgate.Loops;

namespace Tollgate.Listening;

/// <summary>What a client's handshake told.</summary>
/// <param name="Protocol">As OpenSSL names it: <c>TLSv1.2</c> or <c>TLSv1.3</c>.</param>
/// <param name="CertificateSha256">Of the client's certificate; null where it showed none.</param>
internal sealed record TlsFacts(byte[] Protocol, byte[]? CertificateSha256)
{
    private static readonly byte[] Tls12 = [.. "TLSv1.2"u8];
    private static readonly byte[] Tls13 = [.. "TLSv1.3"u8];

    public static TlsFacts Of(TlsTransport transport) => new(
        transport.Protocol == SslProtocols.Tls13 ? Tls13 : Tls12,
        transport.PeerCertificate is { } certificate ? certificate.GetCertHash(HashAlgorithmName.SHA256) : null);
}
