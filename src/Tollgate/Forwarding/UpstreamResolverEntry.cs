using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Tollgate.Forwarding;

/// <summary>
/// One target's resolution: the plan in use, and at most one look-up under way. Reading takes no lock; the lock covers only the start and
/// the end of a look-up, never the look-up itself.
/// </summary>
internal sealed class UpstreamResolverEntry(UpstreamResolver owner, EgressTarget target) : IThreadPoolWorkItem
{
    private static readonly IPAddress[] LocalhostAddresses = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    private readonly Lock _gate = new();
    private Answer? _answer;
    private AddressClass? _firstClass;
    private TaskCompletionSource<DialPlan>? _waiters;
    private bool _isLookingUp;
    private long _restsUntil;
    private long _lastUsed = owner.Now;

    /// <summary>Whether the entry may be forgotten. Names of the file may not: what they resolved to at first must be kept.</summary>
    public bool IsEvictable => !target.NamedInFile || target.HostIsLiteral || target.IsLocalhost;

    /// <summary>Clock reading of the last use.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>Addresses that need no DNS: those of a literal or of localhost; null for any other name.</summary>
    public static IPAddress[]? FindFixed(EgressTarget target)
    {
        if (target.Literal is { } literal)
        {
            return [literal];
        }

        return target.IsLocalhost ? LocalhostAddresses : null;
    }

    /// <summary>The plan in use; starts a look-up behind the caller's back when it is stale.</summary>
    public bool TryGet([NotNullWhen(true)] out DialPlan? plan)
    {
        var now = owner.Now;
        Volatile.Write(ref _lastUsed, now);
        var answer = Volatile.Read(ref _answer);
        if (answer is null || now >= answer.DeadAt)
        {
            plan = null;
            return false;
        }

        if (!ReferenceEquals(answer.Policy, owner.Policy))
        {
            answer = Recheck();
        }
        else if (now >= answer.StaleAt)
        {
            owner.CountStaleHit();
            if (now >= Volatile.Read(ref _restsUntil) && !Volatile.Read(ref _isLookingUp))
            {
                lock (_gate)
                {
                    StartLookup();
                }
            }
        }

        plan = answer.Plan;
        return true;
    }

    /// <summary>The plan in use, or the one that the running look-up will bring; starts it when there is none.</summary>
    public Task<DialPlan> ResolveAsync()
    {
        lock (_gate)
        {
            if (TryGet(out var plan))
            {
                return Task.FromResult(plan);
            }

            // Waiters must not run on the thread that completes the look-up: it holds the gate.
            _waiters ??= new TaskCompletionSource<DialPlan>(TaskCreationOptions.RunContinuationsAsynchronously);
            StartLookup();
            return _waiters.Task;
        }
    }

    /// <summary>Fills in a target that needs no DNS; such an answer never ages.</summary>
    public void SetFixed(IPAddress[] addresses)
    {
        lock (_gate)
        {
            Publish(addresses, AddressRanges.Classify(addresses[0]), staleAt: long.MaxValue, deadAt: long.MaxValue);
        }
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => _ = LookUpAsync();

    private void StartLookup()
    {
        if (!_isLookingUp)
        {
            Volatile.Write(ref _isLookingUp, value: true);
            _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task LookUpAsync()
    {
        var (addresses, problem) = await owner.LookUpAsync(target.Host).ConfigureAwait(false);
        lock (_gate)
        {
            Complete(addresses, problem);
            Volatile.Write(ref _isLookingUp, value: false);
            _waiters?.SetResult(_answer!.Plan);
            _waiters = null;
        }

        if (addresses.Length == 0)
        {
            owner.CountFailure();
        }
    }

    private void Complete(IPAddress[] addresses, string problem)
    {
        var now = owner.Now;
        Volatile.Write(ref _restsUntil, now + owner.FailureTicks);
        if (addresses.Length > 0)
        {
            var firstClass = _firstClass ??= FirstClassOf(addresses);
            Publish(addresses, firstClass, now + owner.FreshTicks, now + owner.StaleTicks);
        }
        else if (_answer is not { Plan.State: DialPlanState.Ready } answer || now >= answer.DeadAt)
        {
            var deadAt = now + owner.FailureTicks;
            Volatile.Write(ref _answer, new Answer(owner.Policy, [], default, DialPlan.NotResolved(target, problem), deadAt, deadAt));
        }
    }

    /// <summary>The policy changed under a cached answer: the same addresses are judged again. No DNS, and what the name was at first stays.</summary>
    private Answer Recheck()
    {
        lock (_gate)
        {
            var answer = _answer!;
            return answer.Addresses.Length == 0
                ? answer
                : Publish(answer.Addresses, answer.FirstClass, answer.StaleAt, answer.DeadAt);
        }
    }

    private Answer Publish(IPAddress[] addresses, AddressClass firstClass, long staleAt, long deadAt)
    {
        var policy = owner.Policy;
        var plan = DialPlan.Create(policy, target, addresses, firstClass);
        if (plan.State is DialPlanState.Refused)
        {
            owner.CountRefusal();

            // An answer that cannot be used is worth no more than none: ask again soon. Fixed addresses will not change.
            staleAt = deadAt = deadAt == long.MaxValue ? deadAt : Math.Min(deadAt, owner.Now + owner.FailureTicks);
        }

        var answer = new Answer(policy, addresses, firstClass, plan, staleAt, deadAt);
        Volatile.Write(ref _answer, answer);
        return answer;
    }

    /// <summary>A mixed answer counts as public: a name that has been seen outside may not lead inside.</summary>
    private static AddressClass FirstClassOf(IPAddress[] addresses)
    {
        var first = AddressClass.Unroutable;
        foreach (var address in addresses)
        {
            var kind = AddressRanges.Classify(address);
            first = kind > first ? kind : first;
        }

        return first;
    }

    private sealed record Answer(
        EgressPolicy Policy, IPAddress[] Addresses, AddressClass FirstClass, DialPlan Plan, long StaleAt, long DeadAt);
}
