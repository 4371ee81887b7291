namespace Tollgate.Configuration;

/// <summary>Rules of <c>limits</c>. One that this version does not enforce is refused: a limit that is silently ignored is worse than none.</summary>
internal static class LimitRules
{
    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        for (var i = 0; i < config.Limits.Count; i++)
        {
            var limit = config.Limits[i];
            var path = $"limits[{i}]";
            Enforced(findings, path + ".scope", limit.Scope == LimitScope.Key, "scope key");
            Enforced(findings, path + ".metric", limit.Metric == LimitMetric.Requests, "metric requests");
            Enforced(findings, path + ".algorithm", limit.Algorithm == LimitAlgorithm.TokenBucket, "algorithm token_bucket");
            Enforced(findings, path + ".on_exceeded", limit.OnExceeded == ExceededAction.Reject, "on_exceeded reject");
            Enforced(findings, path + ".queue", limit.Queue is null, "rejection");
            if (limit.Scope == LimitScope.Key && limit.Match != "*" && config.Keys.All(key => key.Name != limit.Match))
            {
                findings.Error(path + ".match", "is not the name of a key" + NearestName.Hint(limit.Match, config.Keys.Select(key => key.Name)));
            }
        }
    }

    private static void Enforced(ConfigFindings findings, string path, bool enforced, string what)
    {
        if (!enforced) { findings.Error(path, $"is not enforced in this version, which has {what} only"); }
    }
}
