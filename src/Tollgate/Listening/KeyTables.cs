using Tollgate.Admission;
using Tollgate.Configuration;
using Tollgate.Keys;

namespace Tollgate.Listening;

/// <summary>Builds the key table of a configuration: callers with their limits.</summary>
internal static class KeyTables
{
    public static KeyTable Build(GatewayConfig config, BucketRegistry buckets)
    {
        var used = new HashSet<TokenBucket>();
        var keys = new List<(Caller, string)>();
        foreach (var key in config.Keys)
        {
            var bucket = RuleFor(config, key) is { } rule ? buckets.GetOrAdd("key:" + key.Name, rule) : null;
            if (bucket is not null)
            {
                used.Add(bucket);
            }

            keys.Add((Caller(key, keys.Count, bucket), key.Key.Reveal()));
        }

        buckets.Retain(used);
        return new KeyTable(keys);
    }

    private static Caller Caller(KeyConfig key, int id, TokenBucket? bucket) => new()
    {
        KeyId = id,
        Name = key.Name,
        Org = key.Org,
        Models = new ModelPolicy(key.Models),
        Passthrough = key.Passthrough,
        ExpiresAt = key.Expires,
        Enabled = key.Enabled,
        Requests = bucket,
    };

    /// <summary>The key's own figure, else the rule that names it, else the rule for every key.</summary>
    private static RateRule? RuleFor(GatewayConfig config, KeyConfig key)
    {
        if (key.RequestsPerMinute is { } perMinute)
        {
            return RateRule.PerMinute(perMinute);
        }

        var limit = config.Limits.FirstOrDefault(l => string.Equals(l.Match, key.Name, StringComparison.Ordinal))
            ?? config.Limits.FirstOrDefault(l => string.Equals(l.Match, "*", StringComparison.Ordinal));
        return limit is null ? null : new RateRule(limit.Limit, limit.Window, limit.Burst ?? limit.Limit);
    }
}
