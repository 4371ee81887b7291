using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Tollgate.Configuration;

namespace Tollgate.Redis;

/// <summary>The address of a Redis server, <c>redis[s]://[user:password@]host[:port][/database]</c>, in its parts.</summary>
internal sealed record RedisUrl
{
    private const int DefaultPort = 6379;
    private const int MaxDatabase = 9999;
    private const string Form = "is not an address such as redis://user:password@host:6379/0: percent-encode what is special in a password";

    private RedisUrl(string host, int port)
    {
        Host = host;
        Port = port;
    }

    /// <summary>Name or address, without brackets.</summary>
    public string Host { get; }

    /// <summary>6379 where the address names none.</summary>
    public int Port { get; }

    /// <summary>Number of the database, 0 to 9999. Default 0.</summary>
    public int Database { get; private init; }

    /// <summary><c>rediss://</c>.</summary>
    public bool IsTls { get; private init; }

    /// <summary>Who signs in; empty for the default user.</summary>
    public string User { get; private init; } = "";

    /// <summary>The password; null where nobody signs in.</summary>
    public Secret? Password { get; private init; }

    /// <summary>For log and status: host, port and database, no credential.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}/{Database}");

    /// <summary>Reads an address.</summary>
    /// <param name="address">As configured.</param>
    /// <param name="url">Its parts, when true is returned.</param>
    /// <param name="problem">What is wrong; never repeats any of the address, which may hold a password.</param>
    public static bool TryParse(Secret address, [NotNullWhen(true)] out RedisUrl? url, [NotNullWhen(false)] out string? problem)
    {
        url = null;
        var text = address.Reveal();
        var isTls = text.StartsWith("rediss://", StringComparison.Ordinal);
        if (!isTls && !text.StartsWith("redis://", StringComparison.Ordinal))
        {
            problem = "must begin with redis:// or rediss://";
            return false;
        }

        if (text.AsSpan().ContainsAnyExceptInRange('!', '~') || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0
            || uri.Fragment.Length > 0 || uri.HostNameType is UriHostNameType.Basic or UriHostNameType.Unknown)
        {
            problem = Form;
            return false;
        }

        problem = Read(uri, isTls, out url);
        return problem is null;
    }

    private static string? Read(Uri uri, bool isTls, out RedisUrl? url)
    {
        url = null;
        if (uri.Query.Length > 0) { return "has options, of which there are none"; }
        if (uri.Port == 0) { return "must have a port from 1 to 65535"; }
        var path = uri.AbsolutePath.Trim('/');
        var database = 0;
        if (path.Length > 0 && (!int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out database) || database > MaxDatabase))
        {
            return "must name its database by a number, such as /0";
        }

        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? uri.UserInfo : uri.UserInfo[..colon]);
        var password = colon < 0 ? "" : Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]);
        if (user.Any(char.IsControl) || password.Any(char.IsControl)) { return "must not hold control characters"; }
        if (user.Length > 0 && password.Length == 0) { return "names a user without a password: redis://user:password@host"; }
        url = new RedisUrl(uri.IdnHost.Trim('[', ']'), uri.Port > 0 ? uri.Port : DefaultPort)
        {
            Database = database,
            IsTls = isTls,
            User = user,
            Password = password.Length > 0 ? new Secret(password) : null,
        };
        return null;
    }
}
