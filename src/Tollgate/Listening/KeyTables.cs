using Tollgate.Admission;
using Tollgate.Configuration;
using Tollgate.Keys;
using Tollgate.Recording;

namespace Tollgate.Listening;

/// <summary>
/// Makes the key table that is served out of the keys of the configuration and those of the control store. Either side may change at any
/// time, on a thread of its own; what is published is one reference. Pools and snapshots are not touched.
/// </summary>
/// <param name="buckets">Keeps the limits of keys that stay.</param>
/// <param name="log">Told of keys that stand in each other's way.</param>
/// <param name="publish">Takes each new table.</param>
internal sealed class KeyTables(BucketRegistry buckets, EventLog log, Action<KeyTable> publish)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private GatewayConfig _config = new();
    private IReadOnlyCollection<StoredCaller> _stored = [];

    /// <summary>Another configuration is in force.</summary>
    public void Apply(GatewayConfig config)
    {
        lock (_gate)
        {
            _config = config;
            Publish();
        }
    }

    /// <summary>Other stored keys are in force: all of them, not the changes.</summary>
    public void Apply(IReadOnlyCollection<StoredCaller> stored)
    {
        lock (_gate)
        {
            _stored = stored;
            Publish();
        }
    }

    private void Publish()
    {
        var used = new HashSet<TokenBucket>();
        var entries = new Dictionary<KeyHash, Caller>(_config.Keys.Count + _stored.Count);
        foreach (var key in _config.Keys)
        {
            var hash = KeyHash.Of(key.Key.Reveal());
            entries.Add(hash, OfConfig(key, hash, entries.Count, Bucket("key:" + key.Name, RuleFor(key.Name, key.RequestsPerMinute), used)));
        }

        var policies = new Dictionary<string, ModelPolicy>(StringComparer.Ordinal);
        foreach (var key in _stored)
        {
            Add(entries, key, policies, Bucket("stored:" + key.Id, RuleFor(key.Name, key.RequestsPerMinute), used));
        }

        buckets.Retain(used);
        publish(new KeyTable([.. entries]));
    }

    private void Add(Dictionary<KeyHash, Caller> entries, StoredCaller key, Dictionary<string, ModelPolicy> policies, TokenBucket? bucket)
    {
        var patterns = string.Join('\n', key.Models);
        if (!policies.TryGetValue(patterns, out var models))
        {
            policies.Add(patterns, models = key.Models is ["*"] ? ModelPolicy.All : new ModelPolicy(key.Models));
        }

        if (!entries.TryAdd(key.Hash, OfStore(key, key.Hash, key.ExpiresAt, entries.Count, models, bucket)))
        {
            WarnOnce(key);
        }

        if (key.PreviousHash is { } previous && key.PreviousUntil is { } until)
        {
            var ends = key.ExpiresAt is { } expires && expires < until ? expires : until;
            entries.TryAdd(previous, OfStore(key, previous, ends, entries.Count, models, bucket));
        }
    }

    private void WarnOnce(StoredCaller key)
    {
        if (_warned.Add(key.Id))
        {
            log.Warn(
                EventIds.KeyDuplicate, "A stored key has the secret of a key of the configuration, which is the one that counts", ("key", key.Name), ("id", key.Id));
        }
    }

    private TokenBucket? Bucket(string identity, RateRule? rule, HashSet<TokenBucket> used)
    {
        if (rule is null)
        {
            return null;
        }

        var bucket = buckets.GetOrAdd(identity, rule.Value);
        used.Add(bucket);
        return bucket;
    }

    private static Caller OfConfig(KeyConfig key, KeyHash hash, int id, TokenBucket? bucket) => new()
    {
        KeyId = id,
        Name = key.Name,
        Org = key.Org,
        Hash = hash,
        Models = new ModelPolicy(key.Models),
        Passthrough = key.Passthrough,
        ExpiresAt = key.Expires,
        Enabled = key.Enabled,
        Requests = bucket,
    };

    private static Caller OfStore(StoredCaller key, KeyHash hash, DateTimeOffset? expires, int id, ModelPolicy models, TokenBucket? bucket) => new()
    {
        KeyId = id,
        StoredId = key.Id,
        Name = key.Name,
        Org = key.Org,
        Team = key.Team,
        User = key.User,
        Hash = hash,
        Labels = key.Labels,
        CaptureContent = key.CaptureContent,
        Models = models,
        Passthrough = key.Passthrough,
        ExpiresAt = expires,
        Enabled = key.Enabled,
        Requests = bucket,
    };

    /// <summary>The key's own figure, else the rule that names it, else the rule for every key.</summary>
    private RateRule? RuleFor(string name, int? requestsPerMinute)
    {
        if (requestsPerMinute is { } perMinute)
        {
            return RateRule.PerMinute(perMinute);
        }

        var limit = _config.Limits.FirstOrDefault(l => string.Equals(l.Match, name, StringComparison.Ordinal))
            ?? _config.Limits.FirstOrDefault(l => string.Equals(l.Match, "*", StringComparison.Ordinal));
        return limit is null ? null : new RateRule(limit.Limit, limit.Window, limit.Burst ?? limit.Limit);
    }
}
