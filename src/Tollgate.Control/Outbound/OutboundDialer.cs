using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Tollgate.Forwarding;

namespace Tollgate.Control.Outbound;

/// <summary>Connects where the egress rules permit, to the very address that was checked.</summary>
internal sealed class OutboundDialer(
    Func<EgressPolicy> policy, Func<string, CancellationToken, Task<IPAddress[]>> lookup, OutboundOptions options)
{
    /// <summary>Hosts remembered by what they were at first; beyond it a name is judged by what it is now.</summary>
    private const int MaxRemembered = 1024;

    private static readonly IPAddress[] Localhost = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    private readonly ConcurrentDictionary<EgressTarget, AddressClass> _firstClasses = new();

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var target = options.ReachesMetadata
            ? EgressTarget.CreateMetadata(context.DnsEndPoint.Host, context.DnsEndPoint.Port)
            : EgressTarget.Create(context.DnsEndPoint.Host, context.DnsEndPoint.Port, options.NamedInFile);
        var addresses = target switch
        {
            { Literal: { } literal } => [literal],
            { IsLocalhost: true } => Localhost,
            _ => await lookup(target.Host, stop),
        };
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        var firstClass = FirstClass(target, addresses[0]);
        var rules = policy();
        var refusal = new EgressVerdict(EgressRefusal.Unchecked);
        SocketException? failure = null;
        foreach (var address in addresses)
        {
            var verdict = rules.Check(address, target, firstClass);
            if (!verdict.Allowed)
            {
                refusal = verdict;
                continue;
            }

            try
            {
                return await DialAsync(AddressRanges.Unwrap(address), target.Port, stop);
            }
            catch (SocketException unreachable)
            {
                failure = unreachable;
            }
        }

        throw failure ?? (Exception)new OutboundRefusedException(refusal);
    }

    private static async Task<Stream> DialAsync(IPAddress address, int port, CancellationToken stop)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private AddressClass FirstClass(EgressTarget target, IPAddress address)
    {
        var kind = AddressRanges.Classify(address);
        if (_firstClasses.TryGetValue(target, out var first))
        {
            return first;
        }

        return _firstClasses.Count < MaxRemembered ? _firstClasses.GetOrAdd(target, kind) : kind;
    }
}
