namespace Tollgate.Surfaces;

/// <summary>Whose path it is, and what the gateway does with it.</summary>
internal enum EndpointKind : byte
{
    /// <summary>Nobody's: 404.</summary>
    Unknown,

    /// <summary><c>/health</c>: the process is up.</summary>
    Health,

    /// <summary><c>/health/live</c>.</summary>
    Live,

    /// <summary><c>/health/ready</c>: takes new work.</summary>
    Ready,

    /// <summary><c>/v1/health</c>: with the stores.</summary>
    HealthV1,

    /// <summary><c>/metrics</c>.</summary>
    Metrics,

    /// <summary>Paths kept for the control plane.</summary>
    ControlPlane,

    /// <summary><c>GET /v1/models</c>, answered from the snapshot.</summary>
    Models,

    /// <summary><c>GET /v1/models/{id}</c>.</summary>
    Model,

    /// <summary>A request whose body or path names the model and whose answer is metered.</summary>
    Understood,

    /// <summary>Everything else of a provider's API, forwarded byte for byte.</summary>
    Forwarded,

    /// <summary><c>/raw/{name}/…</c>.</summary>
    Raw,
}
