using System.Net;
using Tollgate.Configuration;
using Tollgate.Forwarding;

namespace Tollgate.Listening;

/// <summary>The egress policy of a configuration and of where the gateway itself listens.</summary>
internal static class EgressPolicies
{
    public static EgressPolicy Build(GatewayConfig config, IReadOnlyList<IPEndPoint> listeners)
    {
        var allowed = new List<Cidr>();
        foreach (var text in config.Egress.Allow)
        {
            if (Cidr.TryParse(text, out var cidr, out _))
            {
                allowed.Add(cidr);
            }
        }

        var any = listeners.Any(l => l.Address.Equals(IPAddress.Any) || l.Address.Equals(IPAddress.IPv6Any));
        return new EgressPolicy(allowed, listeners, any ? MachineAddresses.Read() : []);
    }
}
