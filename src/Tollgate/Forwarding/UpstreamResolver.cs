using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Tollgate.Loops;

namespace Tollgate.Forwarding;

/// <summary>
/// Turns targets into dial plans. DNS runs off the loops, once per target at a time; answers are served from memory, old ones while a new
/// one is fetched, so that a dead DNS server does not stop upstreams that have been reached before.
/// </summary>
/// <remarks>
/// A loop calls <see cref="TryGet"/> (synchronous, allocates nothing on a hit) and, when that is false, awaits <see cref="ResolveAsync"/>
/// through its own loop. Neither throws for a name that is bad: the plan says what is wrong.
/// </remarks>
internal sealed class UpstreamResolver
{
    /// <summary>Why a name did not resolve that nobody could be asked for.</summary>
    internal const string NoDescriptors = "no descriptor was free to ask DNS by";

    private readonly ConcurrentDictionary<EgressTarget, UpstreamResolverEntry> _entries = new();
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _lookup;
    private readonly TimeProvider _time;
    private readonly UpstreamResolverOptions _options;
    private readonly Lock _roomGate = new();
    private EgressPolicy _policy;
    private int _lookingUp;
    private long _hits;
    private long _staleHits;
    private long _misses;
    private long _lookups;
    private long _failures;
    private long _refusals;
    private long _evictions;
    private long _overflows;

    /// <summary>Makes a resolver that knows nothing yet.</summary>
    /// <param name="lookup">How names resolve: <see cref="SystemLookup"/>, or a test's own.</param>
    /// <param name="policy">The guard, until <see cref="Apply"/> brings another.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">Times and bounds.</param>
    public UpstreamResolver(
        Func<string, CancellationToken, Task<IPAddress[]>> lookup, EgressPolicy policy, TimeProvider time, UpstreamResolverOptions options)
    {
        _lookup = lookup;
        _policy = policy;
        _time = time;
        _options = options;
        FreshTicks = Ticks(options.Fresh);
        StaleTicks = Ticks(options.Stale);
        FailureTicks = Ticks(options.FailureRest);
    }

    /// <summary>The operating system's resolver: hosts file, DNS, and its ordering of addresses (RFC 6724).</summary>
    public static Func<string, CancellationToken, Task<IPAddress[]>> SystemLookup { get; } = Dns.GetHostAddressesAsync;

    /// <summary>What has been done so far.</summary>
    public UpstreamResolverCounters Counters => new(
        Volatile.Read(ref _hits),
        Volatile.Read(ref _staleHits),
        Volatile.Read(ref _misses),
        Volatile.Read(ref _lookups),
        Volatile.Read(ref _failures),
        Volatile.Read(ref _refusals),
        Volatile.Read(ref _evictions),
        Volatile.Read(ref _overflows),
        _entries.Count);

    /// <summary>The guard in force.</summary>
    internal EgressPolicy Policy => Volatile.Read(ref _policy);

    /// <summary>The clock's reading.</summary>
    internal long Now => _time.GetTimestamp();

    /// <summary><see cref="UpstreamResolverOptions.Fresh"/> in the clock's unit.</summary>
    internal long FreshTicks { get; }

    /// <summary><see cref="UpstreamResolverOptions.Stale"/> in the clock's unit.</summary>
    internal long StaleTicks { get; }

    /// <summary><see cref="UpstreamResolverOptions.FailureRest"/> in the clock's unit.</summary>
    internal long FailureTicks { get; }

    /// <summary>Puts a new policy in force. Plans made under the old one are judged again at their next use, without asking DNS.</summary>
    public void Apply(EgressPolicy policy) => Volatile.Write(ref _policy, policy);

    /// <summary>The plan for <paramref name="target"/>, if it is known; literals and localhost always are. True also for a plan that says no.</summary>
    public bool TryGet(EgressTarget target, [NotNullWhen(true)] out DialPlan? plan)
    {
        if (_entries.TryGetValue(target, out var entry))
        {
            if (!entry.TryGet(out plan))
            {
                return false;
            }
        }
        else if (UpstreamResolverEntry.FindFixed(target) is { } addresses)
        {
            plan = AddFixed(target, addresses);
        }
        else
        {
            plan = null;
            return false;
        }

        _ = Interlocked.Increment(ref _hits);
        return true;
    }

    /// <summary>
    /// The plan for <paramref name="target"/>, after a look-up where one is needed. Callers share it, so none can cancel it: whoever no longer
    /// wants to wait stops waiting. Ends within <see cref="UpstreamResolverOptions.LookupTimeout"/>.
    /// </summary>
    public Task<DialPlan> ResolveAsync(EgressTarget target)
    {
        if (TryGet(target, out var plan))
        {
            return Task.FromResult(plan);
        }

        _ = Interlocked.Increment(ref _misses);
        return FindOrAdd(target) is { } entry
            ? entry.ResolveAsync()
            : Task.FromResult(DialPlan.NotResolved(target, "too many upstream hosts are in use"));
    }

    /// <summary>Asks for a name's addresses; empty with a reason when there are none. Never throws.</summary>
    internal async Task<(IPAddress[] Addresses, string Problem)> LookUpAsync(string host)
    {
        if (Interlocked.Increment(ref _lookingUp) > _options.MaxLookups)
        {
            _ = Interlocked.Decrement(ref _lookingUp);
            _ = Interlocked.Increment(ref _overflows);
            return ([], "too many names are being resolved");
        }

        _ = Interlocked.Increment(ref _lookups);
        using var stop = new CancellationTokenSource(_options.LookupTimeout, _time);
        try
        {
            var addresses = await RunLookupAsync(host, stop.Token).WaitAsync(stop.Token).ConfigureAwait(false);
            return (addresses, addresses.Length > 0 ? "" : "the name has no addresses");
        }
        catch (Exception failure)
        {
            // An edge: whatever a resolver throws, waiters must get their answer. It does not say what it lacked.
            return ([], DescriptorLimit.IsReached ? NoDescriptors : Describe(failure));
        }
    }

    /// <summary>Counts a plan that was served although old.</summary>
    internal void CountStaleHit() => Interlocked.Increment(ref _staleHits);

    /// <summary>Counts a look-up that brought no address.</summary>
    internal void CountFailure() => Interlocked.Increment(ref _failures);

    /// <summary>Counts an answer that the guard refused whole.</summary>
    internal void CountRefusal() => Interlocked.Increment(ref _refusals);

    private static string Describe(Exception failure) => failure switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => "the name is unknown to DNS",
        SocketException { SocketErrorCode: SocketError.TryAgain } => "DNS gave no answer",
        SocketException socket => $"DNS failed: {socket.SocketErrorCode}",
        OperationCanceledException => "DNS gave no answer in time",
        _ => $"DNS failed: {failure.GetType().Name}",
    };

    /// <summary>The place is given back when the look-up itself ends, also when nobody waits for it any more.</summary>
    private async Task<IPAddress[]> RunLookupAsync(string host, CancellationToken stop)
    {
        try
        {
            return await _lookup(host, stop).ConfigureAwait(false);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _lookingUp);
        }
    }

    private DialPlan AddFixed(EgressTarget target, IPAddress[] addresses)
    {
        var entry = new UpstreamResolverEntry(this, target);
        entry.SetFixed(addresses);
        _ = FindOrAdd(target, entry);
        _ = entry.TryGet(out var plan);
        return plan!;
    }

    private UpstreamResolverEntry? FindOrAdd(EgressTarget target, UpstreamResolverEntry? made = null)
    {
        if (_entries.TryGetValue(target, out var entry))
        {
            return entry;
        }

        lock (_roomGate)
        {
            if (_entries.TryGetValue(target, out entry))
            {
                return entry;
            }

            if (_entries.Count >= _options.MaxEntries && !TryMakeRoom())
            {
                _ = Interlocked.Increment(ref _overflows);
                return null;
            }

            entry = made ?? new UpstreamResolverEntry(this, target);
            _entries[target] = entry;
            return entry;
        }
    }

    private bool TryMakeRoom()
    {
        EgressTarget? oldest = null;
        var oldestUse = long.MaxValue;
        foreach (var (target, entry) in _entries)
        {
            if (entry.IsEvictable && entry.LastUsed < oldestUse)
            {
                oldest = target;
                oldestUse = entry.LastUsed;
            }
        }

        if (oldest is null || !_entries.TryRemove(oldest, out _))
        {
            return false;
        }

        _ = Interlocked.Increment(ref _evictions);
        return true;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
