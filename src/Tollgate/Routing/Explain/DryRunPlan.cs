using System.Text.Json;
using Tollgate.Admission;
using Tollgate.Attempts;
using Tollgate.Balancing;
using Tollgate.Faults;
using Tollgate.Listening;

namespace Tollgate.Routing.Explain;

/// <summary>What a dry run found, and its answer as JSON. Off the hot path: it may allocate.</summary>
internal sealed class DryRunPlan(RequestContext request)
{
    private readonly List<DryRunLimit> _limits = [];
    private List<DryRunBudget> _budgets = [];
    private int _target = -1;
    private bool _queues;

    /// <summary>Asks balancing whom it would take now.</summary>
    /// <returns>The refusal where nobody may be asked.</returns>
    public GatewayFault Preview()
    {
        _target = BalancingStage.Preview(request);
        return _target < 0 ? Candidates.NoTarget(request) : default;
    }

    /// <summary>Looks at every budget that is for the request, and sets nothing aside.</summary>
    /// <returns>The refusal of the first one without room.</returns>
    public GatewayFault ReadBudgets()
    {
        _budgets = DryRunBudget.Of(request);
        var full = _budgets.Find(budget => !budget.Fits);
        return full?.Refusal(request.Record.StartedUnixMilliseconds) ?? default;
    }

    /// <summary>Looks at every limit that matches, the target's provider's included, and takes nothing.</summary>
    /// <returns>The refusal of the first one without room; none where that one's rule queues.</returns>
    public GatewayFault ReadLimits()
    {
        if (request.Snapshot.Limits.IsFree(request.Caller!))
        {
            return default;
        }

        var hold = request.Services.Admission.Rent();
        var now = request.Services.Shared.Limits.Clock.NowUs;
        LimitGather.Collect(request, hold);
        var own = hold.Count;
        if (_target >= 0)
        {
            LimitGather.Add(request, hold, request.Snapshot.Limits.OfProvider(request.Candidates[_target].Provider), attempt: 1);
        }

        var verdict = default(LimitVerdict);
        for (var i = 0; i < hold.Count; i++)
        {
            var limit = DryRunLimit.Of(hold.Entries[i], isProviders: i >= own, now);
            _limits.Add(limit);
            if (!limit.Fits && !limit.IsProviders && verdict.IsAdmitted)
            {
                verdict = new LimitVerdict(limit.Cell, limit.RetryMs, limit.Amount > limit.Cell.Capacity);
            }
        }

        hold.Release(now); // nothing was taken; its estimate must not become the next request's
        request.Services.Admission.Return(hold);
        _queues = verdict.MayQueue;
        return verdict.Blocking is { } blocking && !_queues
            ? new GatewayFault(blocking.Refusal, LimitText.Refusal(verdict), RetryAfterSeconds: verdict.IsNever ? 0 : verdict.RetryAfterSeconds)
            : default;
    }

    /// <summary>The answer.</summary>
    /// <param name="fault">Why it would be refused; none where it would be served.</param>
    public byte[] Compose(in GatewayFault fault)
    {
        using var buffer = new MemoryStream();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteBoolean("admitted", fault.Code == FaultCode.None && !_queues);
        json.WriteBoolean("queued", fault.Code == FaultCode.None && _queues);
        if (fault.Code != FaultCode.None)
        {
            json.WriteStartObject("refusal");
            json.WriteNumber("status", fault.Status);
            json.WriteString("code", fault.Entry.Name);
            json.WriteString("message", fault.Text);
            if (fault.Param is { } param)
            {
                json.WriteString("param", param);
            }

            if (fault.RetryAfterSeconds > 0)
            {
                json.WriteNumber("retry_after_seconds", fault.RetryAfterSeconds);
            }

            json.WriteEndObject();
        }

        WriteRoute(json);
        json.WriteStartArray("limits");
        foreach (var limit in _limits)
        {
            limit.Write(json);
        }

        json.WriteEndArray();
        json.WriteStartArray("budgets");
        foreach (var budget in _budgets)
        {
            budget.Write(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.ToArray();
    }

    private void WriteRoute(Utf8JsonWriter json)
    {
        if (request.Trace is not { } trace)
        {
            if (request.Fixed is { } upstream)
            {
                json.WriteString("provider", upstream.Name);
            }

            return;
        }

        json.WriteString("route", trace.Route.Model);
        json.WriteString("strategy", NameOf(trace.Route.Strategy.Kind));
        json.WriteString("sticky", NameOf(trace.Sticky));
        if (trace.Experiment is not null)
        {
            json.WriteString("experiment", trace.Experiment);
            json.WriteString("arm", trace.Arm);
        }

        if (_target >= 0)
        {
            json.WriteNumber("target", Array.IndexOf(trace.Route.Candidates, trace.Candidates[_target]));
        }

        WriteCandidates(json, trace);
    }

    private void WriteCandidates(Utf8JsonWriter json, RouteTrace trace)
    {
        json.WriteStartArray("candidates");
        var next = 0;
        foreach (var candidate in trace.Route.Candidates)
        {
            var (exclusion, score) = (RouteTrace.Unused(trace, candidate), float.NaN);
            if (next < trace.Candidates.Length && ReferenceEquals(trace.Candidates[next], candidate))
            {
                (exclusion, score) = trace.Of(next++);
            }

            json.WriteStartObject();
            json.WriteString("provider", candidate.Provider.Name);
            json.WriteString("model", candidate.UpstreamModel ?? System.Text.Encoding.UTF8.GetString(request.Record.Get(Recording.RecordText.ModelAsked)));
            json.WriteNumber("tier", candidate.Tier);
            if (exclusion != Exclusion.None)
            {
                json.WriteString("exclusion", NameOf(exclusion));
            }

            if (float.IsFinite(score))
            {
                json.WriteNumber("score", Math.Round(score, 6));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
