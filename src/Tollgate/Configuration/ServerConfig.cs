namespace Tollgate.Configuration;

/// <summary>Listeners, bounds and the engine (<c>server:</c>). A change needs a restart.</summary>
public sealed record ServerConfig
{
    /// <summary>Addresses to listen on, <c>http://address:port</c> or <c>https://address:port</c>. Default <c>http://127.0.0.1:8080</c>.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:8080"];

    /// <summary>Extra addresses for the paths of administrators. Where there are any, the others do not serve those paths. Default none.</summary>
    public IReadOnlyList<string> AdminUrls { get; init; } = [];

    /// <summary>Certificate of the <c>https</c> addresses; null where there are none.</summary>
    public TlsConfig? Tls { get; init; }

    /// <summary>How long requests in flight may go on after SIGTERM. Default 120 s.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long new connections are still accepted after readiness went false. Default 5 s.</summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest body that is read and understood, in bytes. Default 32 MiB.</summary>
    public long MaxBodyBytes { get; init; } = 32L << 20;

    /// <summary>Largest body that streams through, in bytes; raw routes have no bound. Default 1 GiB.</summary>
    public long MaxStreamBodyBytes { get; init; } = 1L << 30;

    /// <summary>Memory that all buffered bodies together may take, in bytes; beyond it requests are answered 503. Default 256 MiB.</summary>
    public long BodyMemoryBytes { get; init; } = 256L << 20;

    /// <summary>Largest request head, in bytes. Default 32 KiB, as Kestrel's.</summary>
    public int MaxHeaderBytes { get; init; } = 32 << 10;

    /// <summary>For a whole request head, from its first byte. Default 30 s, as Kestrel's.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For a body that is read before it goes on, besides a second for each 240 bytes that it announces. Default 30 s; the rate is Kestrel's.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether requests without an <c>App-Name</c> header are refused. Default false.</summary>
    public bool RequireAppName { get; init; }

    /// <summary>Web origins that may call from a browser; <c>*</c> for any. Default none.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>Addresses or CIDR ranges whose <c>X-Forwarded-For</c> is believed. Default none.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Which socket engine runs the loops. Default: the best that the platform has.</summary>
    public EngineChoice Engine { get; init; } = EngineChoice.Auto;

    /// <summary>Event loops. 0 (default) = one per processor.</summary>
    public int Loops { get; init; }

    /// <summary>Whether another process may listen on the same port. Default false.</summary>
    public bool ReusePort { get; init; }

    /// <summary>Client connections at most. 0 (default) = what the descriptor limit allows, at most 50,000.</summary>
    public int MaxConnections { get; init; }

    /// <summary>Pause after which a silent stream gets an SSE comment. Default 15 s; zero switches it off.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);
}
