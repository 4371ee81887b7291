using Tollgate.Configuration;
using Tollgate.Keys;
using Tollgate.Recording;

namespace Tollgate.Listening;

/// <summary>
/// Makes the key table that is served out of the keys of the configuration and those of the control store. Either side may change at any
/// time, on a thread of its own; what is published is one reference. Pools and snapshots are not touched.
/// </summary>
/// <param name="log">Told of keys that stand in each other's way.</param>
/// <param name="publish">Takes each new table.</param>
internal sealed class KeyTables(EventLog log, Action<KeyTable> publish)
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
        var entries = new Dictionary<KeyHash, Caller>(_config.Keys.Count + _stored.Count);
        foreach (var key in _config.Keys)
        {
            var hash = KeyHash.Of(key.Key.Reveal());
            entries.Add(hash, OfConfig(key, hash, entries.Count));
        }

        var policies = new Dictionary<string, ModelPolicy>(StringComparer.Ordinal);
        foreach (var key in _stored)
        {
            Add(entries, key, policies);
        }

        publish(new KeyTable([.. entries]));
    }

    private void Add(Dictionary<KeyHash, Caller> entries, StoredCaller key, Dictionary<string, ModelPolicy> policies)
    {
        var patterns = string.Join('\n', key.Models);
        if (!policies.TryGetValue(patterns, out var models))
        {
            policies.Add(patterns, models = key.Models is ["*"] ? ModelPolicy.All : new ModelPolicy(key.Models));
        }

        if (!entries.TryAdd(key.Hash, OfStore(key, key.Hash, key.ExpiresAt, entries.Count, models)))
        {
            WarnOnce(key);
        }

        if (key.PreviousHash is { } previous && key.PreviousUntil is { } until)
        {
            var ends = key.ExpiresAt is { } expires && expires < until ? expires : until;
            entries.TryAdd(previous, OfStore(key, previous, ends, entries.Count, models));
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

    private static Caller OfConfig(KeyConfig key, KeyHash hash, int id) => new()
    {
        KeyId = id,
        Name = key.Name,
        Org = key.Org,
        Hash = hash,
        Models = new ModelPolicy(key.Models),
        Passthrough = key.Passthrough,
        ExpiresAt = key.Expires,
        Enabled = key.Enabled,
        RequestsPerMinute = key.RequestsPerMinute,
    };

    private static Caller OfStore(StoredCaller key, KeyHash hash, DateTimeOffset? expires, int id, ModelPolicy models) => new()
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
        RequestsPerMinute = key.RequestsPerMinute,
    };
}
