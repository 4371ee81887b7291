namespace Tollgate.Balancing;

/// <summary>Why a candidate was not taken. The names stand in explain records; the numbers in the journal: append only.</summary>
internal enum Exclusion : byte
{
    /// <summary>It may be taken.</summary>
    None,

    /// <summary>It was tried for this request already.</summary>
    Tried,

    /// <summary>Its breaker is open.</summary>
    BreakerOpen,

    /// <summary>It asked for a rest: <c>Retry-After</c>, 429 or 529.</summary>
    Resting,

    /// <summary>Its health check fails.</summary>
    Unhealthy,

    /// <summary>It registered itself and its heartbeats have stopped.</summary>
    NoHeartbeat,

    /// <summary>A limit of the provider has no room.</summary>
    Limited,

    /// <summary>It lacks something that the request needs: pictures, tools, a schema, a longer context.</summary>
    Incapable,

    /// <summary>It returns to service and takes only a share of the traffic yet.</summary>
    SlowStart,

    /// <summary>Another wire format than the client's.</summary>
    OtherDialect,

    /// <summary>The client named another provider.</summary>
    NotNamed,

    /// <summary>It belongs to another arm of the model's experiment, or to its canary.</summary>
    OtherArm,

    /// <summary>Another provider made the response that the request goes on from, and only that one knows it.</summary>
    NotOwner,

    /// <summary>It refused lately without saying for how long: it is spared while somebody else is left to ask.</summary>
    Spared,
}
