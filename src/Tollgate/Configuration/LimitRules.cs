using Tollgate.Surfaces;

namespace Tollgate.Configuration;

/// <summary>Rules of <c>limits</c>. What a limit does not have is refused: a setting that is silently ignored is worse than none.</summary>
internal static class LimitRules
{
    /// <summary>More requests at once than any process serves.</summary>
    private const long MaxConcurrency = 1_000_000;

    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < config.Limits.Count; i++)
        {
            var limit = config.Limits[i];
            var path = $"limits[{i}]";
            CheckNumbers(findings, path, limit);
            CheckMatch(findings, path, limit, config);
            if (limit.Name is { } name)
            {
                TextRules.Name(findings, path + ".name", name);
                if (!names.Add(name)) { findings.Error(path + ".name", "is the name of another limit"); }
            }

            if (limit.Queue is not null && limit.OnExceeded != ExceededAction.Queue)
            {
                findings.Error(path + ".queue", "has no meaning without on_exceeded: queue");
            }

            if (limit.Scope == LimitScope.Provider && limit.OnExceeded == ExceededAction.Queue)
            {
                findings.Error(path + ".on_exceeded", "a provider's limit does not queue: another provider is asked; put the queue on the model");
            }

            if (limit.Metric is LimitMetric.Tokens or LimitMetric.Cost && !config.Metering.Usage)
            {
                findings.Error(path + ".metric", "needs metering.usage, which is off");
            }
        }
    }

    private static void CheckNumbers(ConfigFindings findings, string path, LimitConfig limit)
    {
        if (limit.Metric == LimitMetric.Concurrency)
        {
            if (limit.Window != TimeSpan.FromMinutes(1)) { findings.Error(path + ".per", "has no meaning for concurrency"); }
            if (limit.Algorithm != LimitAlgorithm.TokenBucket) { findings.Error(path + ".algorithm", "has no meaning for concurrency"); }
            if (limit.Mode == LimitMode.Leased) { findings.Error(path + ".mode", "is always exact for concurrency: a place is somebody's"); }
            if (limit.Limit > MaxConcurrency) { findings.Error(path + ".limit", $"must be at most {MaxConcurrency} for concurrency"); }
        }

        if (limit.Burst is not null && (limit.Algorithm != LimitAlgorithm.TokenBucket || limit.Metric == LimitMetric.Concurrency))
        {
            findings.Error(path + ".burst", "only a token bucket has a burst");
        }
    }

    private static void CheckMatch(ConfigFindings findings, string path, LimitConfig limit, GatewayConfig config)
    {
        TextRules.Line(findings, path + ".match", limit.Match, 256);
        if (limit.Match == "*")
        {
            return;
        }

        // As a name it would be nobody's, and the rule would be silent for ever.
        if (limit.Match is [_, .., '*'] && limit.Scope is not LimitScope.Global)
        {
            findings.Error(path + ".match", "must be one name, or * for each: beginnings are not understood here");
            return;
        }

        // Keys, users, teams and organisations may be in the control store, and models behind a pattern: only these are known here.
        IEnumerable<string>? known = limit.Scope switch
        {
            LimitScope.Provider => config.Providers.Select(provider => provider.Name),
            LimitScope.Endpoint => SurfaceNames.Text,
            _ => null,
        };
        if (limit.Scope == LimitScope.Global)
        {
            findings.Error(path + ".match", "has no meaning for the whole gateway");
        }
        else if (known is not null && !known.Contains(limit.Match, StringComparer.Ordinal))
        {
            findings.Error(path + ".match", $"is not the name of {(limit.Scope == LimitScope.Provider ? "a provider" : "an endpoint")}" + NearestName.Hint(limit.Match, known));
        }
    }
}
