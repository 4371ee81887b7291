namespace Tollgate.Configuration;

/// <summary>One upstream account (an entry of <c>providers:</c>).</summary>
public sealed record ProviderConfig
{
    /// <summary>Its name in logs, metrics, targets and <c>x-tollgate-provider</c>; unique.</summary>
    public required string Name { get; init; }

    /// <summary>What it speaks: a kind of <see cref="Routing.ProviderPresets"/>. Default <c>openai-compatible</c>.</summary>
    public string Kind { get; init; } = "openai-compatible";

    /// <summary>Where it is; the kind's own address when not given.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Its credential. Default none.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>Model names that it serves. Default none: reachable only by a target or by its name.</summary>
    public IReadOnlyList<ModelClaim> Models { get; init; } = [];

    /// <summary>Whether it serves calls that name no model. At most one provider.</summary>
    public bool Default { get; init; }

    /// <summary>Share among the providers of a model name that no entry of <c>models</c> has, 1 to 10,000. Default 1; where all are equal the first is tried first.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Requests per minute that it takes, as a token bucket (<c>rpm</c>). Null (default) = no bound.</summary>
    public long? RequestsPerMinute { get; init; }

    /// <summary>Tokens per minute that it takes, input and output together, as a token bucket (<c>tpm</c>). Null (default) = no bound.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Deadlines.</summary>
    public TimeoutConfig Timeouts { get; init; } = new();

    /// <summary>Connections at most, over all loops. Default 200.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>Connections kept alive at most. Default 50.</summary>
    public int MaxIdleConnections { get; init; } = 50;

    /// <summary>Headers added to every request. The values are not printed: they may be credentials.</summary>
    public IReadOnlyDictionary<string, Secret> Headers { get; init; } = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a request may be repeated elsewhere after it was sent and the connection broke. Default false.</summary>
    public bool RetryUnsafe { get; init; }

    /// <summary>When its targets are taken out of rotation, and how they return.</summary>
    public BreakerConfig Breaker { get; init; } = new();

    /// <summary>Whether and how it is asked if it is well; null (default) = as its kind is.</summary>
    public HealthCheckConfig? HealthCheck { get; init; }

    /// <summary>Whether streams are asked for usage where the client did not. Null (default) = what the kind allows.</summary>
    public bool? IncludeUsage { get; init; }

    /// <summary>Whether it takes traffic. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Its place among the providers: lower ones come first, equal ones in the written order. -10,000 to 10,000, default 0.</summary>
    public int Order { get; init; }

    /// <summary>
    /// Whether the deployment's own file or environment names it, which permits private addresses. False for what came by API.
    /// </summary>
    public bool FromFile { get; init; } = true;

    /// <summary>What its models can do. Default nothing said: everything.</summary>
    public CapabilityConfig Capabilities { get; init; } = CapabilityConfig.Unknown;

    /// <summary>Sent as <c>OpenAI-Organization</c>. Default none.</summary>
    public string? Organization { get; init; }

    /// <summary>Sent as <c>OpenAI-Project</c>; for Vertex AI the id of the Google Cloud project. Default none.</summary>
    public string? Project { get; init; }

    /// <summary>Vertex AI's location, such as <c>global</c> or <c>europe-west4</c>. Default <c>global</c>.</summary>
    public string? Location { get; init; }

    /// <summary>Amazon's region, such as <c>us-east-1</c>. Default none.</summary>
    public string? Region { get; init; }

    /// <summary>Azure's <c>api-version</c>; with it models are named in the path (<c>/openai/deployments/{model}</c>). Default none: the newer paths without it.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Formats that it speaks itself, by their names in <see cref="Routing.FormatNames"/>, the preferred one first. Null (default) = those of its kind.</summary>
    public IReadOnlyList<string>? Formats { get; init; }

    /// <summary>Id of Amazon's access key. Default none.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>Amazon's secret access key. Default none.</summary>
    public Secret? SecretAccessKey { get; init; }

    /// <summary>Token of a temporary access key of Amazon's. Default none.</summary>
    public Secret? SessionToken { get; init; }

    /// <summary>Google's service account, or the credential of a user: the JSON text of its file. Default none.</summary>
    public Secret? Credentials { get; init; }

    /// <summary>Where its access tokens come from (Vertex AI); not to be given by API. Default its own credentials.</summary>
    public SignInSource SignIn { get; init; }

    /// <summary>Host of the metadata server, with a port where it is not 80. Null (default) = <c>GCE_METADATA_HOST</c>, else Google's own name of it.</summary>
    public string? MetadataHost { get; init; }

    /// <summary>File that holds <see cref="Credentials"/>. Read with the configuration file; not to be given by API. Default none.</summary>
    public string? CredentialsFile { get; init; }
}
