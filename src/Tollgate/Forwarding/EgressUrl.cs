using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Tollgate.Forwarding;

/// <summary>
/// The URL of an upstream or a webhook, read once when it is saved. Everything later (dialling, TLS name, Host header) uses these parts,
/// so no second parser can disagree with the first.
/// </summary>
internal sealed record EgressUrl
{
    /// <summary>Longest URL accepted, in characters.</summary>
    public const int MaxLength = 2048;

    private EgressUrl(EgressTarget target, Uri uri)
    {
        Target = target;
        IsTls = uri.Scheme == Uri.UriSchemeHttps;
        Path = uri.AbsolutePath;
        Query = uri.Query;

        var name = target.Host.TrimEnd('.');
        TlsName = name;
        name = target.Literal is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } ? $"[{name}]" : name;
        Authority = uri.IsDefaultPort ? name : $"{name}:{target.Port}";
    }

    /// <summary>Whom to dial.</summary>
    public EgressTarget Target { get; }

    /// <summary>True for <c>https</c>.</summary>
    public bool IsTls { get; }

    /// <summary>Value of the Host header: without a trailing dot, and without the scheme's own port.</summary>
    public string Authority { get; }

    /// <summary>Name that the certificate must carry.</summary>
    public string TlsName { get; }

    /// <summary>Absolute path; at least <c>/</c>.</summary>
    public string Path { get; }

    /// <summary>Query with its question mark, or empty.</summary>
    public string Query { get; }

    /// <summary>
    /// Reads and judges a URL at save time. Addresses and localhost are judged by <paramref name="policy"/> here and again at each dial;
    /// names only by their shape, because what they resolve to is the dial's concern.
    /// </summary>
    /// <param name="text">As configured.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="namedInFile">Whether the configuration file names it.</param>
    /// <param name="url">The parts, when true is returned.</param>
    /// <param name="problem">What is wrong, for the author of the configuration. It never repeats the URL, which may hold a password.</param>
    public static bool TryParse(
        string text, EgressPolicy policy, bool namedInFile, [NotNullWhen(true)] out EgressUrl? url, [NotNullWhen(false)] out string? problem)
    {
        url = null;
        problem = FindBadSpelling(text);
        if (problem is not null)
        {
            return false;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            problem = "is not an absolute URL such as https://api.example.com/v1";
            return false;
        }

        problem = FindBadPart(uri);
        if (problem is not null)
        {
            return false;
        }

        var target = EgressTarget.Create(uri.IdnHost, uri.Port, namedInFile);
        problem = FindRefusal(target, policy);
        if (problem is not null)
        {
            return false;
        }

        url = new EgressUrl(target, uri);
        return true;
    }

    /// <summary>Things that a lenient parser would repair, each in its own way.</summary>
    private static string? FindBadSpelling(string text)
    {
        if (text.Length > MaxLength)
        {
            return $"is longer than {MaxLength} characters";
        }

        var isHttp = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        if (!isHttp && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return "must begin with http:// or https://";
        }

        if (text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.Contains('\\', StringComparison.Ordinal))
        {
            return "holds a space, a backslash, a control character or a character outside ASCII: percent-encode it (a host: its xn-- form)";
        }

        var authority = text.AsSpan(isHttp ? "http://".Length : "https://".Length);
        var end = authority.IndexOfAny('/', '?', '#');
        authority = end < 0 ? authority : authority[..end];
        if (authority.Contains('@'))
        {
            return "must not hold a user name or password: give credentials in their own setting";
        }

        return authority.Contains('%') ? "must not percent-encode its host or name a network zone" : null;
    }

    private static string? FindBadPart(Uri uri)
    {
        if (uri.Fragment.Length > 0)
        {
            return "must not have a fragment (#)";
        }

        if (uri.Port is < 1 or > IPEndPoint.MaxPort)
        {
            return "must have a port from 1 to 65535";
        }

        if (uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return null;
        }

        // 127.0.0.1. and 0x7f.1. are names to the platform and addresses to some resolvers; no top-level domain is a number.
        var name = uri.IdnHost.AsSpan().TrimEnd('.');
        var last = name[(name.LastIndexOf('.') + 1)..];
        if (last.IsEmpty || char.IsAsciiDigit(last[0]))
        {
            return IPAddress.TryParse(name, out _) ? "must not end an address with a dot" : "ends in a number, but is no address";
        }

        return uri.HostNameType is UriHostNameType.Dns ? null : "has a host that is neither a DNS name nor an address";
    }

    private static string? FindRefusal(EgressTarget target, EgressPolicy policy)
    {
        var port = EgressPolicy.CheckPort(target.Port);
        if (!port.Allowed)
        {
            return $"is refused: {port.Reason}";
        }

        if (target.Literal is { } literal)
        {
            var verdict = policy.Check(literal, target, AddressClass.Unroutable);
            return verdict.Allowed ? null : $"is refused: {verdict.Reason}";
        }

        if (!target.IsLocalhost)
        {
            return null;
        }

        var v4 = policy.Check(IPAddress.Loopback, target, AddressClass.Loopback);
        var v6 = policy.Check(IPAddress.IPv6Loopback, target, AddressClass.Loopback);
        if (v6.Refusal is EgressRefusal.OwnListener)
        {
            return $"is refused: {v6.Reason}";
        }

        // One family may be refused (the allow list holds 127.0.0.1 alone), but not because it is ourselves.
        return v4.Allowed || (v6.Allowed && v4.Refusal is not EgressRefusal.OwnListener) ? null : $"is refused: {v4.Reason}";
    }
}
