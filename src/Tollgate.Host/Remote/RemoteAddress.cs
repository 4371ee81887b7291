using System.Security.Cryptography;
using System.Text;
using Tollgate.Forwarding;
using Tollgate.Host.Serving;

namespace Tollgate.Host.Remote;

/// <summary>The URL of a configuration.</summary>
internal sealed class RemoteAddress
{
    private const int IdBytes = 8;

    private RemoteAddress(Uri uri, bool isExposed)
    {
        Uri = uri;
        IsExposed = isExposed;
        Name = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) + (uri.Query.Length > 0 ? "?…" : string.Empty);
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uri.AbsoluteUri)).AsSpan(0, IdBytes));
    }

    public Uri Uri { get; }

    /// <summary>It is fetched from another machine without TLS.</summary>
    public bool IsExposed { get; }

    /// <summary>How messages call it: without its query, which may hold a signature.</summary>
    public string Name { get; }

    /// <summary>Tells one address from another, and shows nothing of it.</summary>
    public string Id { get; }

    /// <summary>Whether what an operator named is meant as a URL, whatever its scheme, and not as a file.</summary>
    public static bool IsMeant(string location) => location.Contains("://", StringComparison.Ordinal);

    /// <summary>Reads and judges it. What is wrong is said without showing it: it may hold a password.</summary>
    /// <param name="text">As the operator gave it.</param>
    /// <param name="allowsHttp">Plain HTTP is permitted to other machines too.</param>
    /// <exception cref="StartException">It cannot be used.</exception>
    public static RemoteAddress Parse(string text, bool allowsHttp)
    {
        if (!EgressUrl.TryParse(text, EgressPolicy.Default, namedInFile: true, out var url, out var problem))
        {
            var credentials = problem.Contains("user name", StringComparison.Ordinal) ? $" ({RemoteSettings.TokenVariable})" : string.Empty;
            throw new StartException($"tollgate: the configuration's address {problem}{credentials}");
        }

        var staysHere = url.Target.IsLocalhost || url.Target.Literal is { } literal && System.Net.IPAddress.IsLoopback(literal);
        var isExposed = !url.IsTls && !staysHere;
        if (isExposed && !allowsHttp)
        {
            throw new StartException(
                "tollgate: the configuration's address must begin with https://: over plain http, whoever is in between could change it. "
                + $"{RemoteSettings.AllowHttpVariable}=true permits it all the same.");
        }

        return new RemoteAddress(new Uri(text, UriKind.Absolute), isExposed);
    }

    public override string ToString() => Name;
}
