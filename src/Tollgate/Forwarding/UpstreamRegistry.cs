using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Tollgate.Routing;
using Tollgate.Upstreams.Demo;

namespace Tollgate.Forwarding;

/// <summary>
/// What belongs to an upstream account and outlives snapshots, by identity: its connection budget and its TLS settings. Touched by a
/// loop only when it meets an identity for the first time.
/// </summary>
internal sealed class UpstreamRegistry(UpstreamResolver resolver)
{
    private readonly ConcurrentDictionary<string, ConnectionBudget> _budgets = new(StringComparer.Ordinal);

    private readonly Lock _adding = new();

    /// <summary>One for all loops and snapshots: a file that one of them took is there for the others.</summary>
    private readonly DemoDialer _demo = new();

    public UpstreamResolver Resolver { get; } = resolver;

    /// <summary>Connections open to all upstreams.</summary>
    public int Open => _budgets.Values.Sum(budget => budget.Open);

    /// <summary>Connections kept alive to all upstreams.</summary>
    public int Idle => _budgets.Values.Sum(budget => budget.Idle);

    public ConnectionBudget BudgetOf(Upstream upstream) => upstream.Budget ??= Add(upstream.Identity);

    private ConnectionBudget Add(string identity)
    {
        lock (_adding)
        {
            return _budgets.GetOrAdd(identity, static (_, count) => new ConnectionBudget(count), _budgets.Count);
        }
    }

    /// <summary>Takes over the limits of a new snapshot's upstreams.</summary>
    public void Apply(IEnumerable<Upstream> upstreams)
    {
        foreach (var upstream in upstreams)
        {
            BudgetOf(upstream).Limit(upstream.MaxConnections, upstream.MaxIdle);
        }
    }

    /// <summary>A dialer for one loop.</summary>
    public IUpstreamDialer DialerFor(Upstream upstream)
    {
        if (upstream is Provider { IsDemo: true })
        {
            return _demo;
        }

        var target = EgressTarget.Create(upstream.Origin.Host, upstream.Origin.Port, upstream.FromFile);
        return new UpstreamDialer(Resolver, target, upstream.Origin.Tls ? TlsOptions(upstream) : null);
    }

    private static SslClientAuthenticationOptions TlsOptions(Upstream upstream)
    {
        // Building the chain must not download anything: that would block the loop on a stranger's server.
        var chain = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (upstream.TrustedRoots is { } roots)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(roots);
        }

        return new SslClientAuthenticationOptions
        {
            TargetHost = upstream.Origin.Host,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            CertificateChainPolicy = chain,
            AllowTlsResume = true,
        };
    }
}
