using System.Net;
using System.Net.Security;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Forwarding;

/// <summary>
/// Opens every connection that leaves the path: resolves, lets the egress guard pass or drop each address, dials the very addresses
/// that were checked, shakes hands.
/// </summary>
internal sealed class UpstreamDialer : IUpstreamDialer
{
    /// <summary>Handshakes at once on one loop: each costs the loop a millisecond or so of arithmetic that all its streams wait for.</summary>
    private const int MaxHandshakes = 2;

    private readonly UpstreamResolver _resolver;
    private readonly EgressTarget _target;
    private readonly SslClientAuthenticationOptions? _tls;
    private readonly LoopGate _handshakes = new(MaxHandshakes);

    public UpstreamDialer(UpstreamResolver resolver, EgressTarget target, SslClientAuthenticationOptions? tls)
    {
        _resolver = resolver;
        _target = target;
        _tls = tls;
    }

    /// <summary>Why the last attempt failed: for the log, never for a client.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>A connected transport, or null within the provider's connect time.</summary>
    public async LoopTask<Transport?> ConnectAsync(EventLoop loop, Upstream upstream, ConnectNotes notes)
    {
        if (!_resolver.TryGet(_target, out var plan))
        {
            plan = await loop.Await(_resolver.ResolveAsync(_target));
        }

        if (plan.State != DialPlanState.Ready)
        {
            Problem = plan.Problem;
            if (plan.LacksDescriptors)
            {
                notes.Lack(Shortage.Descriptors);
            }

            return null;
        }

        var timeout = upstream.Deadlines.Connect;
        var transport = plan.Count == 1
            ? await loop.ConnectAsync(plan[0], timeout, notes)
            : await new DialRace(loop, Addresses(plan), timeout, notes).RunAsync();
        if (transport is null)
        {
            Problem = notes.Shortage == Shortage.None ? "no address of the host accepted a connection" : "this machine had no means for a connection";
            return null;
        }

        return _tls is null ? transport : await HandshakeAsync(transport, _tls, timeout);
    }

    private static IPEndPoint[] Addresses(DialPlan plan)
    {
        var addresses = new IPEndPoint[plan.Count];
        for (var i = 0; i < addresses.Length; i++)
        {
            addresses[i] = plan[i];
        }

        return addresses;
    }

    private async LoopTask<Transport?> HandshakeAsync(Transport transport, SslClientAuthenticationOptions options, long timeoutMs)
    {
        // From here on, not from its turn on: behind a provider that never answers the queue would be long.
        transport.SetDeadline(timeoutMs);
        await _handshakes.EnterAsync();
        try
        {
            var secured = await TlsTransport.ConnectAsync(transport, options);
            secured?.ClearDeadline();
            Problem = secured is null ? "the TLS handshake failed" : string.Empty;
            return secured;
        }
        finally
        {
            _handshakes.Leave();
        }
    }
}
