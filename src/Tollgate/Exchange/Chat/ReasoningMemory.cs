namespace Tollgate.Exchange.Chat;

/// <summary>
/// Keeps the notes of models for clients that send back only what OpenAI's chat format knows: under the caller and the id of the tool call that
/// the notes led to. Shared by all loops; a lock for each stripe, held for a look-up. Bounded by bytes and by age: the oldest go first. It lives in
/// this process only, so a client whose next turn reaches another replica goes on without; those that send <c>reasoning_details</c> back need none of it.
/// </summary>
internal sealed class ReasoningMemory
{
    /// <summary>Most memory that it takes, about.</summary>
    public const long DefaultMaxBytes = 64L * 1024 * 1024;

    /// <summary>Longer ids are not kept.</summary>
    public const int MaxIdBytes = 256;

    private const int StripeCount = 16;
    private const int EntryBytes = 256;

    private readonly TimeProvider _time;
    private readonly Stripe[] _stripes;
    private long _bytes;
    private long _entries;
    private long _dropped;
    private long _found;

    /// <summary>An empty one.</summary>
    /// <param name="time">For the age.</param>
    /// <param name="maxBytes">Bound of its memory.</param>
    public ReasoningMemory(TimeProvider time, long maxBytes = DefaultMaxBytes)
    {
        _time = time;
        MaxStripeBytes = maxBytes / StripeCount;
        _stripes = new Stripe[StripeCount];
        for (var i = 0; i < StripeCount; i++)
        {
            _stripes[i] = new Stripe();
        }
    }

    /// <summary>How long a tool may take.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromHours(6);

    /// <summary>Memory taken, about.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Tool calls whose reasoning is kept.</summary>
    public long Count => Volatile.Read(ref _entries);

    /// <summary>Those that gave way to others before their time.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Look-ups that found something.</summary>
    public long Found => Volatile.Read(ref _found);

    private long MaxStripeBytes { get; }

    /// <summary>Keeps what led to a call.</summary>
    public void Keep(ulong owner, JsonString callId, KeptReasoning reasoning)
    {
        var bytes = reasoning.Bytes;
        if (callId.Escaped.Length is 0 or > MaxIdBytes || bytes + EntryBytes > MaxStripeBytes)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        var key = new Key(owner, callId.ToString());
        var stripe = StripeOf(key);
        var now = _time.GetTimestamp();
        lock (stripe.Gate)
        {
            if (stripe.Entries.Remove(key, out var before))
            {
                Charge(stripe, -before.Bytes, -1);
            }

            stripe.Entries.Add(key, new Entry(reasoning, bytes, now));
            stripe.Order.Enqueue((key, now));
            Charge(stripe, bytes + EntryBytes, 1);
            Trim(stripe);
        }
    }

    /// <summary>What led to a call; null where nothing is kept.</summary>
    public KeptReasoning? Find(ulong owner, JsonString callId)
    {
        if (Count == 0 || callId.Escaped.Length is 0 or > MaxIdBytes)
        {
            return null;
        }

        var key = new Key(owner, callId.ToString());
        var stripe = StripeOf(key);
        lock (stripe.Gate)
        {
            if (!stripe.Entries.TryGetValue(key, out var entry) || _time.GetElapsedTime(entry.Stamp) > MaxAge)
            {
                return null;
            }

            Interlocked.Increment(ref _found);
            return entry.Reasoning;
        }
    }

    private Stripe StripeOf(Key key) => _stripes[(uint)key.GetHashCode() % StripeCount];

    private void Charge(Stripe stripe, long bytes, int entries)
    {
        stripe.Bytes += bytes;
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _entries, entries);
    }

    /// <summary>Drops what is too old, and the oldest where there is too much. A place in the order counts until it is dropped, even if its entry was replaced.</summary>
    private void Trim(Stripe stripe)
    {
        while (stripe.Order.TryPeek(out var oldest))
        {
            var isOld = _time.GetElapsedTime(oldest.Stamp) > MaxAge;
            if (!isOld && stripe.Bytes <= MaxStripeBytes)
            {
                return;
            }

            stripe.Order.Dequeue();
            Charge(stripe, -EntryBytes, 0);
            if (stripe.Entries.TryGetValue(oldest.Key, out var entry) && entry.Stamp == oldest.Stamp)
            {
                stripe.Entries.Remove(oldest.Key);
                Charge(stripe, -entry.Bytes, -1);
                Interlocked.Add(ref _dropped, isOld ? 0 : 1);
            }
        }
    }

    private readonly record struct Key(ulong Owner, string Id);

    private readonly record struct Entry(KeptReasoning Reasoning, int Bytes, long Stamp);

    private sealed class Stripe
    {
        public Lock Gate { get; } = new();

        public Dictionary<Key, Entry> Entries { get; } = [];

        public Queue<(Key Key, long Stamp)> Order { get; } = new();

        public long Bytes { get; set; }
    }
}
