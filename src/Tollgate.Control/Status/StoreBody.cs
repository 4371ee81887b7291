using Tollgate.Telemetry;

namespace Tollgate.Control.Status;

/// <summary>One store.</summary>
internal sealed record StoreBody
{
    public required string Name { get; init; }

    /// <summary>What it is, such as <c>sqlite</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>control</c>, <c>request_log</c>, <c>export</c> or <c>shared</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The last thing asked of it succeeded.</summary>
    public required bool Connected { get; init; }

    /// <summary>Age of the oldest record that it does not have yet.</summary>
    public required double LagSeconds { get; init; }

    public required long BacklogRecords { get; init; }

    public required long BacklogBytes { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset? LastErrorAt { get; init; }

    public DateTimeOffset? LastSuccessAt { get; init; }

    public static StoreBody Of(StoreStatus store)
    {
        var reading = store.Reading;
        return new StoreBody
        {
            Name = store.Name,
            Kind = store.Kind,
            Role = store.Role switch
            {
                StoreRole.Control => "control",
                StoreRole.RequestLog => "request_log",
                StoreRole.Shared => "shared",
                _ => "export",
            },
            Connected = reading.Connected,
            LagSeconds = reading.LagSeconds,
            BacklogRecords = reading.BacklogRecords,
            BacklogBytes = reading.BacklogBytes,
            LastError = reading.LastError,
            LastErrorAt = reading.LastErrorAt,
            LastSuccessAt = reading.LastSuccessAt,
        };
    }
}
