using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Tollgate.Forwarding;

namespace Tollgate.Routing;

/// <summary>Where an upstream is: what is dialled, what the <c>Host</c> header says and what paths begin with.</summary>
internal sealed class UpstreamOrigin
{
    private UpstreamOrigin(EgressUrl url, string path)
    {
        Tls = url.IsTls;
        Host = url.Target.Host.TrimEnd('.');
        Port = url.Target.Port;
        HostHeader = Encoding.ASCII.GetBytes(url.Authority);
        PathPrefix = Encoding.ASCII.GetBytes(path);
        var name = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
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

    /// <summary>Reads a base URL.</summary>
    /// <param name="text">The URL as configured.</param>
    /// <param name="versionPath">Path for a URL that has none; empty to leave it so.</param>
    /// <param name="versions">Paths one of which a base URL must end with, else <paramref name="versionPath"/> is added; empty where it is taken as it is.</param>
    /// <param name="policy">Where the gateway may connect to.</param>
    /// <param name="namedInFile">Whether the deployment itself names it, which permits private addresses.</param>
    /// <param name="origin">The result.</param>
    /// <param name="problem">Why there is none. It never repeats the URL: that may hold a password.</param>
    public static bool TryParse(
        string text, string versionPath, IEnumerable<string> versions, EgressPolicy policy, bool namedInFile, [NotNullWhen(true)] out UpstreamOrigin? origin,
        [NotNullWhen(false)] out string? problem)
    {
        origin = null;
        if (!EgressUrl.TryParse(text, policy, namedInFile, out var url, out problem)) { return false; }
        problem = PathProblem(text, url.Path);
        if (problem is not null) { return false; }
        var path = url.Path.TrimEnd('/');
        origin = new UpstreamOrigin(url, path.Length == 0 || IsWithout(path, versions) ? path + versionPath : path);
        return true;
    }

    private static bool IsWithout(string path, IEnumerable<string> versions) =>
        versions.Any() && !versions.Any(version => path.EndsWith(version, StringComparison.Ordinal));

    /// <summary>What would make the path that is sent another one than the path that is written.</summary>
    private static string? PathProblem(string text, string path)
    {
        if (text.Contains('?', StringComparison.Ordinal)) { return "must not hold a query"; }
        if (text.Contains('#', StringComparison.Ordinal)) { return "must not hold a fragment"; }
        if (text.Contains("/./", StringComparison.Ordinal) || text.Contains("/../", StringComparison.Ordinal) || text.EndsWith("/.", StringComparison.Ordinal)
            || text.EndsWith("/..", StringComparison.Ordinal))
        {
            return "must not hold dot segments";
        }

        return path.Contains("//", StringComparison.Ordinal) ? "must not hold empty path segments" : null;
    }
}
