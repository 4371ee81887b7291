using Tollgate.Telemetry;

namespace Tollgate.Control.Status;

/// <summary>Where the configuration comes from.</summary>
/// <param name="Kind"><c>environment</c>, <c>file</c> or <c>remote</c>.</param>
/// <param name="Name">Path or address.</param>
/// <param name="State"><c>current</c>; <c>refused</c> when what the source has was refused; <c>stale</c> when it cannot be looked at.</param>
/// <param name="FromCopy">What is in force is the copy that an earlier run kept.</param>
/// <param name="LastSeenAt">When a remote source last answered; of a copy, when it was made.</param>
internal sealed record ConfigSourceBody(string Kind, string Name, string State, bool FromCopy, DateTimeOffset? LastSeenAt)
{
    public static ConfigSourceBody? Of(ConfigSourceReading? source, ReloadReading? error) => source is null
        ? null
        : new ConfigSourceBody(source.Kind, source.Name, source.IsStale ? "stale" : error is not null ? "refused" : "current", source.FromCopy, source.LastSeenAt);
}
