using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Tollgate.Forwarding;
using Tollgate.Loops;

namespace Tollgate.Redis;

/// <summary>Opens connections to the server that the configuration names: addresses pass the egress guard, and those that passed are dialled.</summary>
/// <param name="url">The server.</param>
/// <param name="resolver">Looks its name up, and holds the guard.</param>
/// <param name="trusted">Roots to trust besides none other; null for the system's.</param>
internal sealed class RedisDialer(RedisUrl url, UpstreamResolver resolver, X509Certificate2Collection? trusted = null)
{
    /// <summary>For connecting, and again for the TLS handshake.</summary>
    private const long ConnectMs = 1_000;

    private readonly EgressTarget _target = EgressTarget.CreateStore(url.Host, url.Port);

    /// <summary>The server.</summary>
    public RedisUrl Url => url;

    /// <summary>A connected transport, or null and why not.</summary>
    public async LoopTask<(Transport? Transport, string Problem)> ConnectAsync(EventLoop loop)
    {
        if (!resolver.TryGet(_target, out var plan))
        {
            plan = await loop.Await(resolver.ResolveAsync(_target));
        }

        if (plan.State != DialPlanState.Ready)
        {
            return (null, plan.Problem);
        }

        var addresses = new IPEndPoint[plan.Count];
        for (var i = 0; i < addresses.Length; i++)
        {
            addresses[i] = plan[i];
        }

        var transport = await new DialRace(loop, addresses, ConnectMs).RunAsync();
        if (transport is null)
        {
            return (null, "it does not accept connections");
        }

        return url.IsTls ? await HandshakeAsync(transport) : (transport, "");
    }

    private async LoopTask<(Transport? Transport, string Problem)> HandshakeAsync(Transport transport)
    {
        // Building the chain must not download anything: that would block the loop on a stranger's server.
        var chain = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (trusted is not null)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(trusted);
        }

        transport.SetDeadline(ConnectMs);
        var secured = await TlsTransport.ConnectAsync(
            transport, new SslClientAuthenticationOptions { TargetHost = url.Host, CertificateChainPolicy = chain, AllowTlsResume = true });
        secured?.ClearDeadline();
        return (secured, secured is null ? "the TLS handshake failed" : "");
    }
}
