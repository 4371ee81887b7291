using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Recording;

namespace Tollgate.Control.RequestLog;

/// <summary>A recorded request as the API shows it; names as in the access log. What is empty or was not measured is left out.</summary>
internal sealed record RequestItem
{
    /// <summary>Identity of the record, in the order of time.</summary>
    public required string Id { get; init; }

    /// <summary>When the request began, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What the client saw in <c>x-request-id</c>.</summary>
    public required string RequestId { get; init; }

    public string? TraceId { get; init; }

    /// <summary>The process that served it.</summary>
    public string? Node { get; init; }

    public string? ClientIp { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>Endpoint as metrics name it.</summary>
    public required string Route { get; init; }

    public string? Key { get; init; }

    public string? Org { get; init; }

    public string? Team { get; init; }

    public string? User { get; init; }

    public string? App { get; init; }

    /// <summary>As asked for.</summary>
    public string? Model { get; init; }

    /// <summary>Its name at the provider where it is another.</summary>
    public string? UpstreamModel { get; init; }

    public string? Provider { get; init; }

    public required int Status { get; init; }

    public string? ErrorClass { get; init; }

    /// <summary>Code of the gateway's own fault.</summary>
    public string? ErrorCode { get; init; }

    public required bool Cancelled { get; init; }

    public required bool Stream { get; init; }

    public required int Attempts { get; init; }

    /// <summary>Tokens were counted here, because the provider gave no figures.</summary>
    public required bool Estimated { get; init; }

    /// <summary>Cached and cache-write tokens included.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Of the input.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Of the input.</summary>
    public required long CacheWriteTokens { get; init; }

    /// <summary>Reasoning tokens included.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Of the output.</summary>
    public required long ReasoningTokens { get; init; }

    /// <summary><c>priced</c>, <c>unpriced</c> (the model has no price: the cost is unknown) or <c>none</c> (nothing to price).</summary>
    public required string Price { get; init; }

    /// <summary>Billionths of a US dollar.</summary>
    public required long CostNanousd { get; init; }

    /// <summary>The same in dollars, exactly.</summary>
    public required string CostUsd { get; init; }

    public required long RequestBytes { get; init; }

    public required long ResponseBytes { get; init; }

    /// <summary>SSE events relayed.</summary>
    public required long Events { get; init; }

    /// <summary>Microseconds to the first token.</summary>
    public long? TtftUs { get; init; }

    /// <summary>Microseconds to the first byte of a raw answer.</summary>
    public long? TtfaUs { get; init; }

    /// <summary>Microseconds in all.</summary>
    public required long TotalUs { get; init; }

    /// <summary>Of the total: waiting for providers.</summary>
    public long? UpstreamUs { get; init; }

    /// <summary>Of the total: the gateway's own doing.</summary>
    public required long OverheadUs { get; init; }

    /// <summary>Of the total: waiting in a queue for a limit.</summary>
    public long? QueueUs { get; init; }

    public static RequestItem Of(RequestEntry entry) => new()
    {
        Id = entry.Id.ToString(),
        Time = DateTimeOffset.FromUnixTimeMilliseconds(entry.Id.UnixMilliseconds),
        RequestId = entry.RequestId,
        TraceId = Filled(entry.TraceId),
        Node = Filled(entry.Node),
        ClientIp = Filled(entry.ClientAddress),
        Method = entry.Method,
        Path = entry.Path,
        Route = entry.Surface,
        Key = Filled(entry.Key),
        Org = Filled(entry.Org),
        Team = Filled(entry.Team),
        User = Filled(entry.User),
        App = Filled(entry.App),
        Model = Filled(entry.Model),
        UpstreamModel = Filled(entry.ModelServed),
        Provider = Filled(entry.Provider),
        Status = entry.Status,
        ErrorClass = Filled(ErrorClassNames.NameOf(entry.ErrorClass)),
        ErrorCode = Filled(Fault.Of(entry.Fault).Name),
        Cancelled = entry.Cancelled,
        Stream = entry.Streamed,
        Attempts = entry.Attempts,
        Estimated = entry.Usage.Source == UsageSource.Estimated,
        InputTokens = entry.Usage.Input,
        CachedTokens = entry.Usage.CachedInput,
        CacheWriteTokens = entry.Usage.CacheWrite,
        OutputTokens = entry.Usage.Output,
        ReasoningTokens = entry.Usage.Reasoning,
        Price = NameOf(entry.Cost.State),
        CostNanousd = entry.Cost.NanoUsd,
        CostUsd = UsdText.Of(entry.Cost.NanoUsd),
        RequestBytes = entry.RequestBytes,
        ResponseBytes = entry.ResponseBytes,
        Events = entry.Events,
        TtftUs = Measured(entry.TtftMicroseconds),
        TtfaUs = Measured(entry.TtfaMicroseconds),
        TotalUs = entry.TotalMicroseconds,
        UpstreamUs = Measured(entry.UpstreamMicroseconds),
        OverheadUs = entry.OverheadMicroseconds,
        QueueUs = entry.QueuedMicroseconds == 0 ? null : entry.QueuedMicroseconds,
    };

    private static string NameOf(PriceState state) => state switch
    {
        PriceState.Priced => "priced",
        PriceState.Unpriced => "unpriced",
        _ => "none",
    };

    private static string? Filled(string text) => text.Length == 0 ? null : text;

    private static long? Measured(long microseconds) => microseconds < 0 ? null : microseconds;
}
