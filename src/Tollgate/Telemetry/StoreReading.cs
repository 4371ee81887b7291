namespace Tollgate.Telemetry;

/// <summary>What was last seen of a store.</summary>
internal sealed record StoreReading
{
    /// <summary>The last thing asked of it succeeded.</summary>
    public bool Connected { get; init; }

    /// <summary>Age of the oldest record that it does not have yet, in seconds.</summary>
    public double LagSeconds { get; init; }

    /// <summary>Records that wait for it.</summary>
    public long BacklogRecords { get; init; }

    /// <summary>Bytes that wait for it.</summary>
    public long BacklogBytes { get; init; }

    /// <summary>The last failure: what an operator needs, never an address with a password, a statement or a value.</summary>
    public string? LastError { get; init; }

    public DateTimeOffset? LastErrorAt { get; init; }

    public DateTimeOffset? LastSuccessAt { get; init; }
}
