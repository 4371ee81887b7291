using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tollgate.Configuration;

/// <summary>The address of a remote store, such as <c>postgres://user:password@host:5432/database?sslmode=require</c>, in its parts.</summary>
public sealed record StoreUrl
{
    private const string DefaultDatabase = "tollgate";

    private static readonly SearchValues<char> DatabaseCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    private StoreUrl(StoreKind kind, Uri uri)
    {
        Kind = kind;
        Host = uri.IdnHost;
        Port = uri.Port;
    }

    /// <summary>What it is.</summary>
    public StoreKind Kind { get; }

    /// <summary>Name or address.</summary>
    public string Host { get; }

    /// <summary>5432, 8123 (8443 with TLS) or 8086 where the address names none.</summary>
    public int Port { get; private init; }

    /// <summary>Who signs in; empty when nobody does.</summary>
    public string User { get; private init; } = "";

    /// <summary>The password; InfluxDB 2: the token.</summary>
    public Secret? Password { get; private init; }

    /// <summary>Database, or the bucket of InfluxDB 2. Default <c>tollgate</c>.</summary>
    public string Database { get; private init; } = DefaultDatabase;

    /// <summary>ClickHouse and InfluxDB: <c>secure=true</c>.</summary>
    public bool IsTls { get; private init; }

    /// <summary>PostgreSQL: <c>sslmode</c>; empty leaves it to the driver, which prefers TLS.</summary>
    public string SslMode { get; private init; } = "";

    /// <summary>InfluxDB 2: the organisation. Without it the database speaks version 1.</summary>
    public string Organisation { get; private init; } = "";

    /// <summary>The same store has the same name at every start; it holds no credential.</summary>
    public string Name => string.Create(
        CultureInfo.InvariantCulture, $"{Scheme(Kind)}-{Host.Trim('[', ']').Replace(':', '_')}-{Port}-{Database}").ToLowerInvariant();

    /// <summary>Scheme, host and port for those that speak HTTP.</summary>
    public string BaseAddress => string.Create(CultureInfo.InvariantCulture, $"{(IsTls ? "https" : "http")}://{Bracketed(Host)}:{Port}/");

    /// <summary>Reads an address.</summary>
    /// <param name="address">As configured.</param>
    /// <param name="url">Its parts, when true is returned.</param>
    /// <param name="problem">What is wrong; never repeats any of the address, which may hold a password.</param>
    public static bool TryParse(Secret address, [NotNullWhen(true)] out StoreUrl? url, [NotNullWhen(false)] out string? problem)
    {
        url = null;
        var text = address.Reveal();
        if (FindKind(text) is not { } kind)
        {
            problem = "must begin with postgres://, clickhouse:// or influx://";
            return false;
        }

        if (text.AsSpan().ContainsAnyExceptInRange('!', '~') || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0
            || uri.Fragment.Length > 0 || uri.HostNameType is UriHostNameType.Basic or UriHostNameType.Unknown)
        {
            problem = $"is not an address such as {Scheme(kind)}://user:password@host/database: percent-encode what is special in a password";
            return false;
        }

        problem = Read(kind, uri, out url);
        return problem is null;
    }

    private static string? Read(StoreKind kind, Uri uri, out StoreUrl? url)
    {
        url = null;
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Uri.UnescapeDataString(at < 0 ? pair : pair[..at]);
            if (!OptionsOf(kind).Contains(name)) { return "has an option that this kind of store does not know; it knows " + string.Join(", ", OptionsOf(kind)); }
            if (!options.TryAdd(name, at < 0 ? "" : Uri.UnescapeDataString(pair[(at + 1)..]))) { return $"gives the option {name} twice"; }
        }

        var secure = options.GetValueOrDefault("secure", "false");
        var sslMode = options.GetValueOrDefault("sslmode", "");
        if (secure is not ("true" or "false")) { return "must have secure=true or secure=false"; }
        if (sslMode is not ("" or "disable" or "prefer" or "require" or "verify-ca" or "verify-full"))
        {
            return "must have an sslmode of disable, prefer, require, verify-ca or verify-full";
        }

        var database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/'));
        if (database.Length > 63 || database.AsSpan().ContainsAnyExcept(DatabaseCharacters))
        {
            return "must name a database of at most 63 letters, digits, dots, dashes or underscores";
        }

        if (uri.Port == 0) { return "must have a port from 1 to 65535"; }
        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? uri.UserInfo : uri.UserInfo[..colon]);
        var password = colon < 0 ? "" : Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]);
        if (user.Any(char.IsControl) || password.Any(char.IsControl)) { return "must not hold control characters"; }
        if (options.ContainsKey("org") && password.Length == 0) { return "must hold the token as its password: influx://:TOKEN@host/bucket?org=name"; }
        url = new StoreUrl(kind, uri)
        {
            User = user,
            Password = password.Length > 0 ? new Secret(password) : null,
            Database = database.Length > 0 ? database : DefaultDatabase,
            IsTls = secure == "true",
            SslMode = sslMode,
            Organisation = options.GetValueOrDefault("org", ""),
            Port = uri.Port > 0 ? uri.Port : DefaultPort(kind, secure == "true"),
        };
        return null;
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host;

    private static StoreKind? FindKind(string text) =>
        text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal) ? StoreKind.Postgres
        : text.StartsWith("clickhouse://", StringComparison.Ordinal) ? StoreKind.ClickHouse
        : text.StartsWith("influx://", StringComparison.Ordinal) ? StoreKind.Influx
        : null;

    private static string[] OptionsOf(StoreKind kind) => kind switch
    {
        StoreKind.Postgres => ["sslmode"],
        StoreKind.ClickHouse => ["secure"],
        _ => ["secure", "org"],
    };

    private static string Scheme(StoreKind kind) => kind switch
    {
        StoreKind.Postgres => "postgres",
        StoreKind.ClickHouse => "clickhouse",
        _ => "influx",
    };

    private static int DefaultPort(StoreKind kind, bool secure) => kind switch
    {
        StoreKind.Postgres => 5432,
        StoreKind.ClickHouse => secure ? 8443 : 8123,
        _ => 8086,
    };
}
