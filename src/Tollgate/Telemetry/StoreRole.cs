namespace Tollgate.Telemetry;

/// <summary>What a store is for.</summary>
internal enum StoreRole
{
    /// <summary>Keys, secrets, accounts: the <c>database</c> of health.</summary>
    Control,

    /// <summary>The request log that queries are answered from.</summary>
    RequestLog,

    /// <summary>Somewhere that records are sent to besides.</summary>
    Export,

    /// <summary>Limits and cache shared among replicas: the <c>redis</c> of health.</summary>
    Shared,
}
