using Tollgate.Attempts;
using Tollgate.Balancing;

namespace Tollgate.Telemetry;

/// <summary>The families of experiments, canaries, shadows and stickiness.</summary>
internal static class ExperimentFamilies
{
    private const double MicrosecondsPerSecond = 1_000_000;

    /// <summary>Writes them; those that nobody uses have no samples.</summary>
    public static void Render(PrometheusText text, RouteStates routes, StickyTable sticky)
    {
        var arms = routes.Results.ToArray();
        Write("tollgate_experiment_requests_total", "Requests of an experiment's arm.", arm => arm.Requests);
        Write("tollgate_experiment_errors_total", "Of these: 429, 5xx, or broken off.", arm => arm.Errors);
        Write("tollgate_experiment_cost_nanousd_total", "What they cost, in billionths of a US dollar.", arm => arm.CostNanoUsd);
        Write("tollgate_experiment_seconds_total", "Time from request to the answer's end, added up.", arm => arm.TotalMicroseconds / MicrosecondsPerSecond);
        Write("tollgate_experiment_first_tokens_total", "Streams whose first token was timed.", arm => arm.FirstTokens);
        Write("tollgate_experiment_first_token_seconds_total", "Time to the first token, added up.", arm => arm.FirstTokenMicroseconds / MicrosecondsPerSecond);
        text.Family("tollgate_experiment_tokens_total", "counter", "Tokens of an experiment's arm.");
        foreach (var arm in arms)
        {
            text.Sample("tollgate_experiment_tokens_total", arm.InputTokens, ("experiment", arm.Experiment), ("arm", arm.Arm), ("direction", "input"));
            text.Sample("tollgate_experiment_tokens_total", arm.OutputTokens, ("experiment", arm.Experiment), ("arm", arm.Arm), ("direction", "output"));
        }

        RenderShadows(text, [.. routes.Shadows]);
        text.Family("tollgate_sticky_replaced_total", "counter", "Conversations whose place was taken by another while it still mattered.");
        text.Sample("tollgate_sticky_replaced_total", sticky.Replaced);

        void Write(string name, string help, Func<ArmResults, double> read)
        {
            text.Family(name, "counter", help);
            foreach (var arm in arms)
            {
                text.Sample(name, read(arm), ("experiment", arm.Experiment), ("arm", arm.Arm));
            }
        }
    }

    private static void RenderShadows(PrometheusText text, ShadowResults[] shadows)
    {
        text.Family("tollgate_shadow_requests_total", "counter", "Copies of requests that were sent to a shadow target, or dropped.");
        foreach (var shadow in shadows)
        {
            text.Sample("tollgate_shadow_requests_total", shadow.Answered, ("model", shadow.Model), ("outcome", "answered"));
            text.Sample("tollgate_shadow_requests_total", shadow.Failed, ("model", shadow.Model), ("outcome", "failed"));
            text.Sample("tollgate_shadow_requests_total", shadow.Dropped, ("model", shadow.Model), ("outcome", "dropped"));
        }

        text.Family("tollgate_shadow_in_flight", "gauge", "Copies under way.");
        foreach (var shadow in shadows)
        {
            text.Sample("tollgate_shadow_in_flight", shadow.InFlight, ("model", shadow.Model));
        }

        text.Family("tollgate_shadow_tokens_total", "counter", "Tokens of copies.");
        foreach (var shadow in shadows)
        {
            text.Sample("tollgate_shadow_tokens_total", shadow.InputTokens, ("model", shadow.Model), ("direction", "input"));
            text.Sample("tollgate_shadow_tokens_total", shadow.OutputTokens, ("model", shadow.Model), ("direction", "output"));
        }

        text.Family("tollgate_shadow_cost_nanousd_total", "counter", "What copies cost, in billionths of a US dollar; no request's cost holds it.");
        foreach (var shadow in shadows)
        {
            text.Sample("tollgate_shadow_cost_nanousd_total", shadow.CostNanoUsd, ("model", shadow.Model));
        }
    }
}
