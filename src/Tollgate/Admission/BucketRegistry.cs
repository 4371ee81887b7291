namespace Tollgate.Admission;

/// <summary>
/// The buckets of this process by identity, so that a configuration change that does not touch a rule does not refill it.
/// Used when a snapshot is compiled; requests hold the bucket itself.
/// </summary>
internal sealed class BucketRegistry(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Identity, RateRule Rule), TokenBucket> _buckets = [];

    /// <summary>Buckets held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _buckets.Count;
            }
        }
    }

    /// <summary>The bucket of a subject and rule; a changed rule is another bucket, and starts full.</summary>
    /// <param name="identity">Who is limited: kind and stable name, such as <c>key:ci-runner</c>. Never the credential.</param>
    /// <param name="rule">A valid rule.</param>
    public TokenBucket GetOrAdd(string identity, RateRule rule)
    {
        lock (_gate)
        {
            if (!_buckets.TryGetValue((identity, rule), out var bucket))
            {
                bucket = new TokenBucket(rule, time.TimestampFrequency, time.GetTimestamp());
                _buckets.Add((identity, rule), bucket);
            }

            return bucket;
        }
    }

    /// <summary>Forgets the buckets that the snapshot just published does not use. Requests still running keep theirs.</summary>
    public void Retain(IReadOnlySet<TokenBucket> used)
    {
        lock (_gate)
        {
            foreach (var (identity, bucket) in _buckets)
            {
                if (!used.Contains(bucket))
                {
                    _buckets.Remove(identity);
                }
            }
        }
    }
}
