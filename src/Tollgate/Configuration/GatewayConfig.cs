namespace Tollgate.Configuration;

/// <summary>Everything an operator may set, as one immutable value. Every member has a default; an empty list means none.</summary>
public sealed record GatewayConfig
{
    /// <summary>Listeners, bounds and the engine. Changes need a restart.</summary>
    public ServerConfig Server { get; init; } = new();

    /// <summary>Where data is kept. Changes need a restart.</summary>
    public StorageConfig Storage { get; init; } = new();

    /// <summary>Sign-in and admin access.</summary>
    public AuthConfig Auth { get; init; } = new();

    /// <summary>Which private addresses may be dialled.</summary>
    public EgressConfig Egress { get; init; } = new();

    /// <summary>Access log and the application's own log. Changes need a restart.</summary>
    public LogConfig Log { get; init; } = new();

    /// <summary>Where telemetry is sent to. Changes need a restart.</summary>
    public TelemetryConfig Telemetry { get; init; } = new();

    /// <summary>What is counted.</summary>
    public MeteringConfig Metering { get; init; } = new();

    /// <summary>Keeping what was asked and answered; null (default) = nothing is kept.</summary>
    public CaptureConfig? Capture { get; init; }

    /// <summary>Prices that win over the built-in list.</summary>
    public IReadOnlyList<PriceConfig> Prices { get; init; } = [];

    /// <summary>Files by which tokens are counted where a provider does not; none by default.</summary>
    public IReadOnlyList<TokenizerConfig> Tokenizers { get; init; } = [];

    /// <summary>Upstream accounts, in the order in which they are tried.</summary>
    public IReadOnlyList<ProviderConfig> Providers { get; init; } = [];

    /// <summary>Public model names over several targets; they win over names that providers claim.</summary>
    public IReadOnlyList<ModelConfig> Models { get; init; } = [];

    /// <summary>How requests are tried again.</summary>
    public RoutingConfig Routing { get; init; } = new();

    /// <summary>Static client keys.</summary>
    public IReadOnlyList<KeyConfig> Keys { get; init; } = [];

    /// <summary>Limits; all that match a request apply.</summary>
    public IReadOnlyList<LimitConfig> Limits { get; init; } = [];

    /// <summary>What may be spent in a day or a month; all that match a request apply.</summary>
    public IReadOnlyList<BudgetConfig> Budgets { get; init; } = [];

    /// <summary>Upstreams reached byte for byte under <c>/raw/{name}/</c>.</summary>
    public IReadOnlyList<RawConfig> Raw { get; init; } = [];
}
