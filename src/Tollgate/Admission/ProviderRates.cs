using Tollgate.Configuration;

namespace Tollgate.Admission;

/// <summary>The rules that stand at providers themselves: requests and tokens per minute.</summary>
internal static class ProviderRates
{
    /// <summary>The rules of all providers.</summary>
    public static IEnumerable<LimitRule> Of(GatewayConfig config)
    {
        foreach (var provider in config.Providers)
        {
            if (provider.RequestsPerMinute is { } requests)
            {
                yield return Rule(provider.Name, LimitMetric.Requests, requests);
            }

            if (provider.TokensPerMinute is { } tokens)
            {
                yield return Rule(provider.Name, LimitMetric.Tokens, tokens);
            }
        }
    }

    private static LimitRule Rule(string provider, LimitMetric metric, long limit) => new()
    {
        Name = $"{provider}-{(metric == LimitMetric.Requests ? "rpm" : "tpm")}",
        Scope = LimitScope.Provider,
        Match = provider,
        Metric = metric,
        Limit = limit,
        Burst = limit,
    };
}
