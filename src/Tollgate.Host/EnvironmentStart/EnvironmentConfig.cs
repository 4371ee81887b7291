using Tollgate.Configuration;
using Tollgate.Routing;

namespace Tollgate.Host.EnvironmentStart;

/// <summary>
/// The configuration of a start without a file: a provider for each well-known variable, plus the built-in demo provider. Each vendor claims its
/// own model names, so that several work at once; names that nobody claims go to one of them and never to a second, which would show it the prompt.
/// </summary>
internal sealed class EnvironmentConfig
{
    /// <summary>Where messages say that a setting comes from.</summary>
    public const string Source = "environment";

    private static readonly string[] WithoutEffect =
        ["JWT_SECRET", "OPENMETER_ENDPOINT", "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET", "PROMETHEUS_ENDPOINT"];

    private readonly Func<string, string?> _env;
    private readonly ConfigFindings _findings = new();
    private readonly List<ProviderConfig> _providers = [];

    /// <summary>Beginnings of model names that have their provider: the first one keeps them.</summary>
    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);

    /// <summary>Which variable a setting came from, by the beginning of its path.</summary>
    private readonly Dictionary<string, string> _origins = new(StringComparer.Ordinal);

    private EnvironmentConfig(Func<string, string?> env) => _env = env;

    /// <summary>Builds and checks it.</summary>
    /// <param name="env">Gives an environment variable's value, null when it is not set.</param>
    public static ConfigResult Build(Func<string, string?> env) => new EnvironmentConfig(env).Build();

    private ConfigResult Build()
    {
        foreach (var preset in ProviderPresets.All) { AddVendor(preset); }
        AddVllm();
        AddOllama();
        ClaimTheRest();
        _providers.Add(new ProviderConfig { Name = "demo", Kind = "demo", Models = [new ModelClaim("demo")] });
        var keys = Keys();
        var config = new GatewayConfig
        {
            Server = new ServerConfig { CorsOrigins = List("CORS_ORIGINS") },
            Storage = new StorageConfig { DataDir = Value("TOLLGATE_DATA_DIR") ?? new StorageConfig().DataDir },
            Auth = new AuthConfig { AdminKey = SecretOf("TOLLGATE_ADMIN_KEY"), JwtSecret = SecretOf("JWT_SECRET") },
            Telemetry = new TelemetryConfig { Otlp = OtlpVariables.Read(Value, _findings) },
            Providers = _providers,
            Keys = keys,
            Limits = RateLimitVariable.Read(_env, _findings),
        };
        (_origins["server.cors_origins"], _origins["auth.admin_key"], _origins["auth.jwt_secret"]) = ("CORS_ORIGINS", "TOLLGATE_ADMIN_KEY", "JWT_SECRET");
        _origins["telemetry.otlp"] = OtlpVariables.Endpoint;
        ConfigValidator.Check(config, _findings);
        var ignored = WithoutEffect.Where(name => Value(name) is not null).ToArray();
        if (ignored.Length > 0) { _findings.Warn("Accepted, no effect yet: " + string.Join(", ", ignored) + "."); }
        return new ConfigResult
        {
            Config = _findings.Errors.Count == 0 ? config : null,
            Errors = [.. _findings.Errors.Select(e => new ConfigError(Source, Named(e.Path), 0, e.Message))],
            Warnings = _findings.Warnings,
            NeedsGeneratedKey = keys.Count == 0,
        };
    }

    private void AddVendor(ProviderPreset preset)
    {
        if (preset.KeyVariable is not { } variable || SecretOf(variable) is not { } key) { return; }
        _origins[$"providers[{_providers.Count}].api_key"] = variable;
        _providers.Add(new ProviderConfig
        {
            Name = preset.Kind,
            Kind = preset.Kind,
            ApiKey = key,
            Models = [.. preset.ModelPatterns.Where(_claimed.Add).Select(pattern => new ModelClaim(pattern))],
        });
    }

    private void AddVllm()
    {
        if (Value("VLLM_ENDPOINT") is not { } endpoint) { return; }
        var url = endpoint.TrimEnd('/');
        _origins[$"providers[{_providers.Count}].base_url"] = "VLLM_ENDPOINT";
        _origins[$"providers[{_providers.Count}].api_key"] = "VLLM_API_KEY";
        _origins[$"providers[{_providers.Count}].models"] = "MODEL_NAME";
        _providers.Add(new ProviderConfig
        {
            Name = "vllm",
            Kind = "vllm",
            ApiKey = SecretOf("VLLM_API_KEY"),
            BaseUrl = url.EndsWith("/v1", StringComparison.Ordinal) ? url : url + "/v1",
            Models = [.. List("MODEL_NAME").Select(name => new ModelClaim(name))],
        });
    }

    private void AddOllama()
    {
        if (Value("OLLAMA_HOST") is not { } host) { return; }
        _origins[$"providers[{_providers.Count}].base_url"] = "OLLAMA_HOST";
        _providers.Add(new ProviderConfig { Name = "ollama", Kind = "ollama", BaseUrl = OllamaUrl(host.TrimEnd('/')) });
    }

    /// <summary>Ollama's own forms of its address: with or without scheme, host or port; "any address" means this machine to a client.</summary>
    private static string OllamaUrl(string host)
    {
        if (!host.Contains("://", StringComparison.Ordinal))
        {
            if (host.StartsWith(':')) { host = "127.0.0.1" + host; }
            host = "http://" + (host.LastIndexOf(':') > host.LastIndexOf(']') ? host : host + ":11434");
        }

        return host.Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal);
    }

    /// <summary>Gives <c>*</c> to the first provider whose model names cannot be known, else to the first; calls without a model go to OpenAI first.</summary>
    private void ClaimTheRest()
    {
        if (_providers.Count == 0) { return; }
        var rest = Math.Max(0, _providers.FindIndex(p => p.Models.Count == 0));
        var openAi = _providers.FindIndex(p => p.Kind == "openai");
        _providers[rest] = _providers[rest] with { Models = [.. _providers[rest].Models, new ModelClaim("*")] };
        var fallback = openAi >= 0 ? openAi : rest;
        _providers[fallback] = _providers[fallback] with { Default = true };
    }

    private List<KeyConfig> Keys()
    {
        var keys = new List<KeyConfig>();
        Add("TOLLGATE_API_KEY", "default");
        Add("TOLLGATE_DEV_KEY", "dev");
        return keys;

        void Add(string variable, string name)
        {
            if (SecretOf(variable) is not { } secret || keys.Exists(key => key.Key.Equals(secret))) { return; }
            _origins[$"keys[{keys.Count}].key"] = variable;
            keys.Add(new KeyConfig { Name = name, Key = secret });
        }
    }

    private string? Value(string name) => _env(name)?.Trim() is { Length: > 0 } value ? value : null;

    private Secret? SecretOf(string name) => Value(name) is { } value ? new Secret(value) : null;

    private string[] List(string name) => Value(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private string Named(string path) => _origins.FirstOrDefault(origin => path.StartsWith(origin.Key, StringComparison.Ordinal)).Value ?? path;
}
