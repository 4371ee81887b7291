using System.Text.Json;
using Tollgate.Admission;
using Tollgate.Configuration;

namespace Tollgate.Routing.Explain;

/// <summary>A limit that a dry run met.</summary>
/// <param name="Cell">Whose.</param>
/// <param name="Amount">What the request would take of it, in the rule's unit.</param>
/// <param name="Fits">Whether there is room for it now.</param>
/// <param name="Remaining">How much would be admitted now.</param>
/// <param name="ResetMs">Milliseconds until nothing of it is used any more.</param>
/// <param name="RetryMs">Milliseconds until there is room as far as that is known.</param>
/// <param name="IsProviders">It decides between candidates, and refuses nobody.</param>
internal sealed record DryRunLimit(LimitCell Cell, long Amount, bool Fits, long Remaining, long ResetMs, long RetryMs, bool IsProviders)
{
    public static DryRunLimit Of(LimitEntry entry, bool isProviders, long nowUs)
    {
        var cell = entry.Cell;
        cell.Enter();
        var fits = cell.Fits(entry.Amount, nowUs);
        var reading = cell.ReadLocked(nowUs);
        var free = fits ? 0 : cell.FreeInUs(entry.Amount, nowUs);
        cell.Exit();
        return new DryRunLimit(cell, entry.Amount, fits, reading.Remaining, reading.ResetMs, free == long.MaxValue ? 0 : LimitClock.ToMs(free), isProviders);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("rule", Cell.Rule.Name);
        json.WriteString("scope", JsonNamingPolicy.SnakeCaseLower.ConvertName(Cell.Rule.Scope.ToString()));
        json.WriteString("metric", JsonNamingPolicy.SnakeCaseLower.ConvertName(Cell.Rule.Metric.ToString()));
        json.WriteString("subject", Cell.Subject);
        json.WriteNumber("limit", Cell.Rule.Limit);
        json.WriteNumber("amount", Amount);
        json.WriteNumber("remaining", Remaining);
        json.WriteNumber("reset_ms", ResetMs);
        json.WriteBoolean("fits", Fits);
        if (!Fits)
        {
            json.WriteNumber("retry_ms", RetryMs);
            json.WriteBoolean("queues", Cell.Rule.OnExceeded == ExceededAction.Queue);
        }

        json.WriteEndObject();
    }
}
