using Tollgate.Configuration;

namespace Tollgate.Telemetry;

/// <summary>The families with one sample per configured provider.</summary>
internal static class ProviderFamilies
{
    /// <summary>Writes the families for the providers of this snapshot.</summary>
    public static void Render(PrometheusText text, ConfigSnapshot snapshot)
    {
        // No breaker opens in this version, so each is closed.
        text.Family("llm_breaker_state", "gauge", "A provider's circuit breaker: 0 closed, 1 half open, 2 open.");
        foreach (var provider in snapshot.Providers.Select(provider => provider.Name).Distinct(StringComparer.Ordinal).Take(LabelNames.Max))
        {
            text.Sample("llm_breaker_state", 0, ("provider", provider));
        }
    }
}
