using Tollgate.Balancing;
using Tollgate.Configuration;
using Tollgate.Routing;

namespace Tollgate.Telemetry;

/// <summary>The families with one sample per configured provider.</summary>
internal static class ProviderFamilies
{
    /// <summary>Writes the families for the providers of this snapshot.</summary>
    public static void Render(PrometheusText text, ConfigSnapshot snapshot)
    {
        var now = Environment.TickCount64;
        var targets = snapshot.Deployments.DistinctBy(deployment => deployment.State.Identity, StringComparer.Ordinal).ToLookup(deployment => deployment.Provider.Name, StringComparer.Ordinal);
        var providers = snapshot.Providers.DistinctBy(provider => provider.Name, StringComparer.Ordinal).Take(LabelNames.Max).ToArray();
        text.Family("llm_breaker_state", "gauge", "The worst circuit breaker of a provider's targets: 0 closed, 1 half open, 2 open.");
        foreach (var provider in providers)
        {
            var worst = targets[provider.Name].Select(target => (int)target.State.Health.Breaker.StateAt(now)).DefaultIfEmpty().Max();
            text.Sample("llm_breaker_state", worst, ("provider", provider.Name));
        }

        text.Family("tollgate_breaker_transitions_total", "counter", "Changes of breakers, by the state that they changed to.");
        foreach (var provider in providers)
        {
            Transitions(text, provider, targets[provider.Name], "open", breaker => breaker.OpenedCount);
            Transitions(text, provider, targets[provider.Name], "half_open", breaker => breaker.HalfOpenedCount);
            Transitions(text, provider, targets[provider.Name], "closed", breaker => breaker.ClosedCount);
        }

        text.Family("tollgate_targets_resting", "gauge", "Targets that asked for a rest.");
        foreach (var provider in providers)
        {
            text.Sample("tollgate_targets_resting", targets[provider.Name].Count(target => target.State.Health.RestMs(now) > 0), ("provider", provider.Name));
        }

        text.Family("tollgate_target_rests_total", "counter", "Times that a target was left to rest.");
        foreach (var provider in providers)
        {
            text.Sample("tollgate_target_rests_total", targets[provider.Name].Sum(target => target.State.Health.Rests), ("provider", provider.Name));
        }

        RenderChecks(text, [.. providers.Where(provider => provider.CheckState is not null)]);
    }

    private static void RenderChecks(PrometheusText text, Provider[] providers)
    {
        if (providers.Length == 0)
        {
            return;
        }

        text.Family("tollgate_provider_healthy", "gauge", "Whether a provider passes its health checks: 1 or 0.");
        foreach (var provider in providers)
        {
            text.Sample("tollgate_provider_healthy", provider.CheckState!.IsUnhealthy ? 0 : 1, ("provider", provider.Name));
        }

        text.Family("tollgate_health_checks_total", "counter", "Health checks of providers.");
        foreach (var provider in providers)
        {
            text.Sample("tollgate_health_checks_total", provider.CheckState!.Checks, ("provider", provider.Name));
        }

        text.Family("tollgate_health_check_failures_total", "counter", "Health checks that failed.");
        foreach (var provider in providers)
        {
            text.Sample("tollgate_health_check_failures_total", provider.CheckState!.Failures, ("provider", provider.Name));
        }
    }

    private static void Transitions(PrometheusText text, Provider provider, IEnumerable<Deployment> targets, string to, Func<Breaker, long> count) =>
        text.Sample("tollgate_breaker_transitions_total", targets.Sum(target => count(target.State.Health.Breaker)), ("provider", provider.Name), ("to", to));
}
