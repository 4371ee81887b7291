using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Tollgate.Configuration;

/// <summary>An address that the gateway listens on.</summary>
/// <param name="Address">The local address; any address for <c>*</c>.</param>
/// <param name="Port">TCP port; 0 = one that the system picks.</param>
/// <param name="Tls">Whether connections begin with a TLS handshake.</param>
internal sealed record ListenAddress(IPAddress Address, int Port, bool Tls = false)
{
    /// <summary>The same, as sockets take it.</summary>
    public IPEndPoint EndPoint => new(Address, Port);

    /// <summary>
    /// Reads <c>http://127.0.0.1:8080</c>, <c>http://localhost:8080</c>, <c>http://*:8080</c>, <c>http://[::1]:8080</c>, or the same with <c>https</c>.
    /// </summary>
    public static bool TryParse(string url, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        var tls = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        // * and + are no host names to Uri.
        var text = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        if ((!tls && !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            problem = "must be http://address:port or https://address:port";
            return false;
        }

        if (uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0)
        {
            problem = "must be http://address:port or https://address:port and nothing more";
            return false;
        }

        var host = uri.Host.Trim('[', ']');
        var local = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : IPAddress.TryParse(host, out var parsed) ? parsed
            : null;
        problem = local is null ? "must name an address of this machine, localhost or *" : null;
        address = local is null ? null : new ListenAddress(local, uri.Port, tls);
        return address is not null;
    }
}
