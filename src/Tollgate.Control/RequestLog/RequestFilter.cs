using Tollgate.Faults;

namespace Tollgate.Control.RequestLog;

/// <summary>Which requests; null means any. Texts match whole and exactly.</summary>
internal sealed record RequestFilter
{
    /// <summary>Requests that began at this time or later.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Requests that began before this time.</summary>
    public required DateTimeOffset To { get; init; }

    public string? Key { get; init; }

    public string? Org { get; init; }

    public string? Team { get; init; }

    public string? User { get; init; }

    public string? App { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    public string? Surface { get; init; }

    /// <summary>One status.</summary>
    public int? Status { get; init; }

    /// <summary>Hundreds of a status, 1 to 5: 4 means 400 to 499.</summary>
    public int? StatusClass { get; init; }

    public ErrorClass? ErrorClass { get; init; }

    /// <summary>
    /// Beginning of a record id or of a request id. No rollup knows it: statistics refuse it. A store may look for one that tells a time, by the first
    /// 12 digits of a record id, within a minute of that time alone.
    /// </summary>
    public string? IdPrefix { get; init; }
}
