using System.Diagnostics.CodeAnalysis;
using System.Net;
using Tollgate.Routing;

namespace Tollgate.Configuration;

/// <summary>An address that the gateway listens on.</summary>
/// <param name="Address">The local address; any address for <c>*</c>.</param>
/// <param name="Port">TCP port; 0 = one that the system picks.</param>
internal sealed record ListenAddress(IPAddress Address, int Port)
{
    /// <summary>Reads <c>http://127.0.0.1:8080</c>, <c>http://localhost:8080</c>, <c>http://*:8080</c> or <c>http://[::1]:8080</c>.</summary>
    public static bool TryParse(string url, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        if (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            problem = "listening with TLS comes in a later version; use http://";
            return false;
        }

        // * and + are no host names to Uri.
        var text = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            problem = "must be http://address:port";
            return false;
        }

        if (uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0)
        {
            problem = "must be http://address:port and nothing more";
            return false;
        }

        var host = uri.Host.Trim('[', ']');
        var local = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : IPAddress.TryParse(host, out var parsed) ? parsed
            : null;
        problem = local is null ? "must name an address of this machine, localhost or *" : null;
        address = local is null ? null : new ListenAddress(local, uri.Port);
        return address is not null;
    }

    /// <summary>Whether an upstream at <paramref name="origin"/> would be this listener, as far as its spelling tells.</summary>
    public bool IsSelf(UpstreamOrigin origin)
    {
        if (Port == 0 || origin.Port != Port) { return false; }
        if (origin.Host == "localhost" || origin.Host.EndsWith(".localhost", StringComparison.Ordinal)) { return IsAny || IPAddress.IsLoopback(Address); }
        if (!IPAddress.TryParse(origin.Host, out var dialled)) { return false; }
        if (dialled.IsIPv4MappedToIPv6) { dialled = dialled.MapToIPv4(); }
        var toThisMachine = IPAddress.IsLoopback(dialled) || dialled.Equals(IPAddress.Any) || dialled.Equals(IPAddress.IPv6Any);
        return dialled.Equals(Address) || (toThisMachine && IsAny) || (dialled.Equals(IPAddress.Any) && IPAddress.IsLoopback(Address));
    }

    private bool IsAny => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);
}
