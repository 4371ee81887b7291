namespace Tollgate.Configuration;

/// <summary>Rules of <c>routing</c> and of what providers say about breakers and health checks.</summary>
internal static class ResilienceRules
{
    private const int MaxPathLength = 256;

    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        if (config.Routing.MaxBackoff < config.Routing.Backoff)
        {
            findings.Error("routing.max_backoff_ms", "must not be less than backoff_ms");
        }

        for (var i = 0; i < config.Providers.Count; i++)
        {
            var path = $"providers[{i}]";
            var provider = config.Providers[i];
            if (provider.Breaker.MaxOpen < provider.Breaker.Open)
            {
                findings.Error(path + ".breaker.max_open_seconds", "must not be less than open_seconds");
            }

            if (provider.Breaker.FailureRate == 0)
            {
                findings.Error(path + ".breaker.failure_rate", "must be more than 0");
            }

            if (provider.HealthCheck?.Path is { } check && !IsPath(check))
            {
                findings.Error(path + ".health_check.path", "must be a path such as /health: visible ASCII, without fragment");
            }
        }
    }

    private static bool IsPath(string path) =>
        path.Length <= MaxPathLength && path.StartsWith('/') && path.All(c => c is > ' ' and < '\x7F' and not '#');
}
