using Tollgate.Configuration;
using Tollgate.Exchange;

namespace Tollgate.Host.Yaml;

/// <summary>Reads the entries of <c>providers</c>, <c>models</c> and <c>raw</c>.</summary>
internal static class UpstreamSections
{
    public static ProviderConfig Provider(SectionReader section)
    {
        var kind = section.Text("kind", "openai-compatible");
        return new ProviderConfig
        {
            Name = section.RequiredText("name"),
            Kind = kind,
            BaseUrl = section.Text("base_url"),
            ApiKey = section.Secret("api_key"),
            Models = Claims(section) ?? (kind == "demo" ? [new ModelClaim("demo")] : []),
            Default = section.Flag("default") ?? false,
            Weight = section.Whole("weight", 1, 1, 10_000),
            Timeouts = Timeouts(section),
            MaxConnections = section.Whole("max_connections", 200, 1, 100_000),
            MaxIdleConnections = section.Whole("max_idle_connections", 50, 0, 100_000),
            Headers = section.Secrets("headers", StringComparer.OrdinalIgnoreCase),
            RetryUnsafe = section.Flag("retry_unsafe") ?? false,
            Breaker = ResilienceSections.Breaker(section.Section("breaker")),
            HealthCheck = section.Find("health_check") is null ? null : ResilienceSections.HealthCheck(section.Section("health_check")),
            IncludeUsage = section.Flag("include_usage"),
            Enabled = section.Flag("enabled") ?? true,
            Order = section.Whole("order", 0, -10_000, 10_000),
            RequestsPerMinute = section.Whole("rpm", 1, 1_000_000_000),
            TokensPerMinute = section.Whole("tpm", 1, 1_000_000_000_000),
            Capabilities = RoutingSections.Capabilities(section),
            Organization = section.Text("organization"),
            Project = section.Text("project"),
            Location = section.Text("location"),
            Region = section.Text("region"),
            ApiVersion = section.Text("api_version"),
            Formats = section.Texts("formats"),
            AccessKeyId = section.Text("access_key_id"),
            SecretAccessKey = section.Secret("secret_access_key"),
            SessionToken = section.Secret("session_token"),
            Credentials = section.Secret("credentials"),
            CredentialsFile = section.Text("credentials_file"),
            SignIn = section.Choice("sign_in", SignInSource.Credentials, ("credentials", SignInSource.Credentials), ("metadata", SignInSource.Metadata)),
            MetadataHost = section.Text("metadata_host"),
        };
    }

    public static ModelConfig Model(SectionReader section) => new()
    {
        Name = section.RequiredText("name"),
        Strategy = section.Choice(
            "strategy",
            RoutingStrategy.Ordered,
            ("ordered", RoutingStrategy.Ordered),
            ("round_robin", RoutingStrategy.RoundRobin),
            ("weighted", RoutingStrategy.Weighted),
            ("weighted_round_robin", RoutingStrategy.Weighted),
            ("least_connections", RoutingStrategy.LeastConnections),
            ("least_latency", RoutingStrategy.LeastLatency),
            ("success_rate", RoutingStrategy.SuccessRate),
            ("cost", RoutingStrategy.Cost),
            ("blend", RoutingStrategy.Blend)),
        Targets = section.Each("targets", Target),
        Blend = RoutingSections.Blend(section),
        Sticky = RoutingSections.Sticky(section),
        Experiment = RoutingSections.Experiment(section),
        Canary = RoutingSections.Canary(section),
        Shadow = RoutingSections.Shadow(section),
        Fallback = section.Texts("fallback") ?? [],
        OnUnsupported = section.Choice(
            "on_unsupported", UnsupportedPolicy.ByKind, ("error", UnsupportedPolicy.Error), ("drop", UnsupportedPolicy.Drop), ("by_kind", UnsupportedPolicy.ByKind)),
        Retry = ResilienceSections.Retry(section),
    };

    public static RawConfig Raw(SectionReader section) => new()
    {
        Name = section.RequiredText("name"),
        BaseUrl = section.RequiredText("base_url"),
        ApiKey = section.Secret("api_key"),
        AuthHeader = section.Text("auth_header", "authorization: Bearer"),
        Headers = section.Secrets("headers", StringComparer.OrdinalIgnoreCase),
        Timeouts = Timeouts(section),
        MaxConnections = section.Whole("max_connections", 200, 1, 100_000),
        MaxIdleConnections = section.Whole("max_idle_connections", 50, 0, 100_000),
    };

    public static TargetConfig Target(SectionReader section) => new()
    {
        Provider = section.RequiredText("provider"),
        Model = section.Text("model"),
        Weight = section.Whole("weight", 1, 1, 10_000),
        Capabilities = RoutingSections.Capabilities(section),
    };

    private static TimeoutConfig Timeouts(SectionReader section)
    {
        const decimal Min = 0.001m;
        const decimal Max = 86_400;
        var missing = new TimeoutConfig();
        var firstByte = section.Seconds("first_byte_timeout_seconds", Min, Max);
        return new TimeoutConfig
        {
            Connect = section.Seconds("connect_timeout_seconds", Min, Max) ?? missing.Connect,
            FirstByte = firstByte ?? missing.FirstByte,
            FirstByteStream = section.Seconds("first_byte_timeout_stream_seconds", Min, Max) ?? firstByte ?? missing.FirstByteStream,
            Idle = section.Seconds("idle_timeout_seconds", Min, Max) ?? missing.Idle,
            TunnelIdle = section.Seconds("tunnel_idle_timeout_seconds", Min, Max) ?? missing.TunnelIdle,
            Total = section.Seconds("timeout_seconds", Min, Max) ?? missing.Total,
        };
    }

    /// <summary>Models as a list of names, or as a map from public names to the provider's own.</summary>
    private static IReadOnlyList<ModelClaim>? Claims(SectionReader section)
    {
        if (section.Find("models") is not { Kind: ConfigNodeKind.Mapping } map)
        {
            return section.Texts("models")?.Select(name => new ModelClaim(name)).ToArray();
        }

        var claims = new List<ModelClaim>();
        foreach (var (name, value) in map.Entries)
        {
            var same = value.Kind is ConfigNodeKind.Null && value.Problem is null;
            claims.Add(new ModelClaim(name, same ? null : section.ItemText(value, $"{section.At("models")}.{name}")));
        }

        return claims;
    }
}
