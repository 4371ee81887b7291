using System.Net;
using System.Security.Cryptography.X509Certificates;
using Tollgate.Forwarding;

namespace Tollgate.Control.Outbound;

/// <summary>
/// The one place where clients for calls off the request path are made: the egress rules of the engine, no redirects, no cookies, no proxy
/// from the environment, no decompression, and a bound on everything.
/// </summary>
/// <param name="policy">The egress rules in force, asked at every dial.</param>
/// <param name="lookup">How names resolve: <see cref="UpstreamResolver.SystemLookup"/>, or a test's own.</param>
internal sealed class OutboundHttp(Func<EgressPolicy> policy, Func<string, CancellationToken, Task<IPAddress[]>> lookup)
{
    private const int MaxHeaderKilobytes = 32;

    /// <summary>As the engine's upstream connections: a changed address is noticed within five minutes.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Makes a client. Its owner keeps it for as long as it calls, and disposes of it.</summary>
    public HttpClient Create(OutboundOptions options)
    {
        var dialer = new OutboundDialer(policy, lookup, options);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = dialer.ConnectAsync,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            PreAuthenticate = false,
            Credentials = null,
            ConnectTimeout = options.ConnectTimeout,
            MaxConnectionsPerServer = options.MaxConnections,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            PooledConnectionLifetime = ConnectionLifetime,
        };
        if (options.TrustedRoots is { } roots)
        {
            handler.SslOptions.CertificateChainPolicy = Trusting(roots);
        }

        return new HttpClient(handler, disposeHandler: true)
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = options.MaxResponseBytes,
        };
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var chain = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        chain.CustomTrustStore.AddRange(roots);
        return chain;
    }
}
