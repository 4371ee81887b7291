using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Tollgate.Routing;

/// <summary>Where an upstream is: what is dialled, what the <c>Host</c> header says and what paths begin with.</summary>
internal sealed class UpstreamOrigin
{
    /// <summary>Longest base URL, in characters; as the 8 KiB request line, less room for the rest of it.</summary>
    public const int MaxUrlLength = 2048;

    /// <summary>
    /// Ports of services that could be made to act on an HTTP request: SSH, telnet, mail, DNS, directories, file shares, databases, caches, container daemons.
    /// </summary>
    private static readonly int[] RefusedPorts =
    [
        0, 7, 9, 19, 21, 22, 23, 25, 53, 69, 110, 111, 119, 135, 137, 139, 143, 161, 389, 445, 465, 513, 514, 587, 636, 873, 993, 995,
        1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 5900, 5984, 6000, 6379, 6667, 9042, 9092, 9200, 9300, 10250, 11211, 27017,
    ];

    private UpstreamOrigin(Uri uri, string path)
    {
        Tls = string.Equals(uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);
        Host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (uri.HostNameType is UriHostNameType.IPv6) { Host = Host.Trim('[', ']'); }
        Port = uri.Port;
        var name = uri.HostNameType is UriHostNameType.IPv6 ? $"[{Host}]" : Host;
        HostHeader = Encoding.ASCII.GetBytes(uri.IsDefaultPort ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{Port}"));
        PathPrefix = Encoding.ASCII.GetBytes(path);
        Authority = string.Create(CultureInfo.InvariantCulture, $"{(Tls ? "https" : "http")}://{name}:{Port}");
    }

    /// <summary>Whether the connection is TLS.</summary>
    public bool Tls { get; }

    /// <summary>Name or address to dial: ASCII, lower case, no trailing dot, no brackets.</summary>
    public string Host { get; }

    /// <summary>TCP port.</summary>
    public int Port { get; }

    /// <summary>Value of the <c>Host</c> header.</summary>
    public byte[] HostHeader { get; }

    /// <summary>What every request path begins with, such as <c>/v1</c>; no slash at its end, empty for none.</summary>
    public byte[] PathPrefix { get; }

    /// <summary>Scheme, host and port, always with the port.</summary>
    public string Authority { get; }

    /// <summary>Reads a base URL. On failure <paramref name="problem"/> says why, without repeating the URL: it may hold a password.</summary>
    /// <param name="url">The URL as configured.</param>
    /// <param name="versionPath">Path for a URL that has none; empty to leave it so.</param>
    /// <param name="origin">The result.</param>
    /// <param name="problem">Why there is none.</param>
    public static bool TryParse(
        string url, string versionPath, [NotNullWhen(true)] out UpstreamOrigin? origin, [NotNullWhen(false)] out string? problem)
    {
        origin = null;
        problem = Problem(url, out var uri);
        if (problem is not null) { return false; }
        var path = uri!.AbsolutePath.TrimEnd('/');
        origin = new UpstreamOrigin(uri, path.Length == 0 ? versionPath : path);
        return true;
    }

    /// <summary>No white space, backslash or control character: nothing that two parsers of URLs read differently.</summary>
    public static bool HasNoUnsafeCharacters(string url)
    {
        foreach (var c in url)
        {
            if (c == '\\' || char.IsControl(c) || char.IsWhiteSpace(c)) { return false; }
        }

        return true;
    }

    private static string? Problem(string url, out Uri? uri)
    {
        uri = null;
        if (url.Length is 0 or > MaxUrlLength) { return $"must be a URL of 1 to {MaxUrlLength} characters"; }
        if (!HasNoUnsafeCharacters(url)) { return "must not hold spaces, backslashes or control characters"; }

        if (!Uri.TryCreate(url, UriKind.Absolute, out uri)) { return "is not an absolute URL such as https://api.example.com/v1"; }
        if (uri.Scheme is not ("http" or "https")) { return "must begin with http:// or https://"; }
        if (uri.UserInfo.Length > 0 || url.Contains('@', StringComparison.Ordinal)) { return "must not hold user name or password; use api_key"; }
        if (url.Contains('?', StringComparison.Ordinal)) { return "must not hold a query"; }
        if (url.Contains('#', StringComparison.Ordinal)) { return "must not hold a fragment"; }
        if (uri.IdnHost.TrimEnd('.').Length == 0 || !Ascii.IsValid(uri.IdnHost)) { return "has no host"; }
        if (Array.IndexOf(RefusedPorts, uri.Port) >= 0) { return $"port {uri.Port} is refused: it belongs to another kind of service"; }
        if (url.Contains("/../", StringComparison.Ordinal) || url.Contains("/./", StringComparison.Ordinal)) { return "must not hold dot segments"; }
        return uri.AbsolutePath.Contains("//", StringComparison.Ordinal) ? "must not hold empty path segments" : null;
    }
}
