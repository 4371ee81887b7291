using System.Runtime.CompilerServices;
using Tollgate.Admission.Shared;
using Tollgate.Faults;

namespace Tollgate.Admission;

/// <summary>
/// How much one subject has used of one rule: shared by all loops, and exact. What several cells decide together is decided while all of
/// them are locked, in the order of <see cref="Id"/>.
/// </summary>
/// <remarks>
/// A lock is held for a dozen instructions and never over an await. Members that say "locked" are called between <see cref="Enter"/> and
/// <see cref="Exit"/>, must not throw, and take times in microseconds of <see cref="LimitClock"/>. Loops may be a little apart: a time
/// before the latest seen counts as the latest.
/// </remarks>
internal abstract class LimitCell
{
    private LimitRule _rule;
    private LimitWaiters? _waiters;
    private SharedCell? _shared;
    private long _toldUs = long.MinValue / 2;
    private int _busy;

    /// <summary>An unused cell.</summary>
    /// <param name="id">From <see cref="LimitRegistry.NextCellId"/>.</param>
    /// <param name="rule">What it enforces.</param>
    /// <param name="subject">Who is limited, as shown to people: a name, never a credential.</param>
    /// <param name="key">Stable identity of rule and subject over processes; see <see cref="LimitKey"/>.</param>
    protected LimitCell(long id, LimitRule rule, string subject, UInt128 key)
    {
        Id = id;
        _rule = rule;
        Subject = subject;
        Key = key;
    }

    /// <summary>Unique within the process: cells are locked in this order.</summary>
    public long Id { get; }

    /// <summary>What it enforces. An edit of the rule's numbers changes it while requests go on.</summary>
    public LimitRule Rule => Volatile.Read(ref _rule);

    /// <summary>Who is limited, as shown to people.</summary>
    public string Subject { get; }

    /// <summary>Identity of rule and subject, the same in every replica; says nothing about a credential.</summary>
    public UInt128 Key { get; }

    /// <summary>What a client is told whom it stops: 429, or 402 for a budget.</summary>
    public virtual FaultCode Refusal => FaultCode.RateLimitExceeded;

    /// <summary>It was thrown away for want of use: whoever still has it must look its successor up. Locked.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>Requests that will correct or return what they took. Locked to change.</summary>
    public int Holds { get; set; }

    /// <summary>Who waits for room; null where nobody ever did. Set once.</summary>
    public LimitWaiters? Waiters => Volatile.Read(ref _waiters);

    /// <summary>How it is kept for all replicas, where limits are shared; null for a kind that is not.</summary>
    public SharedCell? Shared => Volatile.Read(ref _shared) ?? Share();

    /// <summary>The largest amount that it can ever admit at once.</summary>
    public abstract long Capacity { get; }

    /// <summary>Gives it the queue of its rule if it has none yet, and returns the one it has.</summary>
    public LimitWaiters Attach(LimitWaiters waiters) => Interlocked.CompareExchange(ref _waiters, waiters, null) ?? waiters;

    /// <summary>Locked: whether the amount is free now. Nothing is taken.</summary>
    public abstract bool Fits(long amount, long nowUs);

    /// <summary>Locked: takes an amount that <see cref="Fits"/> has just found free.</summary>
    /// <returns>What <see cref="Refund"/> is told later, so that it finds the place.</returns>
    public abstract long Take(long amount, long nowUs);

    /// <summary>Locked: charges what nobody asked for beforehand, into debt if need be.</summary>
    public abstract void Charge(long amount, long nowUs);

    /// <summary>Locked: gives back part of what was taken, into the window that it came from; what time has given back already does not come twice.</summary>
    /// <param name="amount">At most what was taken then.</param>
    /// <param name="stamp">What <see cref="Take"/> returned.</param>
    /// <param name="nowUs">The present time.</param>
    public abstract void Refund(long amount, long stamp, long nowUs);

    /// <summary>Locked: microseconds until the amount is free if nobody else comes, at least 1; <see cref="long.MaxValue"/> where no clock says.</summary>
    public abstract long FreeInUs(long amount, long nowUs);

    /// <summary>Locked: how much would be admitted now.</summary>
    public abstract long Remaining(long nowUs);

    /// <summary>Locked: microseconds until nothing of it is used; 0 when nothing is.</summary>
    public abstract long ResetInUs(long nowUs);

    /// <summary>Locked: it remembers nothing that a new cell would not know.</summary>
    public bool IsIdle(long nowUs) => Holds == 0 && Waiters is not { Any: true } && ResetInUs(nowUs) == 0;

    /// <summary>Locked: forgets itself.</summary>
    public void Retire() => IsRetired = true;

    /// <summary>Other numbers are in force; what is used stays used.</summary>
    public void Adopt(LimitRule rule, long nowUs)
    {
        if (Rule == rule)
        {
            return;
        }

        Enter();
        Change(rule, nowUs);
        Volatile.Write(ref _rule, rule);
        Exit();
        Waiters?.Wake();
    }

    /// <summary>Whether it is time to tell again that it refuses: once in ten seconds.</summary>
    public bool TryTell(long nowUs)
    {
        var before = Volatile.Read(ref _toldUs);
        return nowUs - before >= 10_000_000 && Interlocked.CompareExchange(ref _toldUs, nowUs, before) == before;
    }

    /// <summary>How it stands.</summary>
    public LimitReading Read(long nowUs)
    {
        Enter();
        var reading = ReadLocked(nowUs);
        Exit();
        return reading;
    }

    /// <summary>Locked: how it stands.</summary>
    public LimitReading ReadLocked(long nowUs)
    {
        var remaining = Remaining(nowUs);
        return new LimitReading(Rule, Math.Max(0, remaining), LimitClock.ToMs(ResetInUs(nowUs)));
    }

    /// <summary>How it stands, and how much is used: more than its capacity where something is owed.</summary>
    public (long Used, LimitReading Reading) Inspect(long nowUs)
    {
        Enter();
        var answer = (Capacity - Remaining(nowUs), ReadLocked(nowUs));
        Exit();
        return answer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            Wait();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit() => Volatile.Write(ref _busy, 0);

    /// <summary>Locked: takes over the numbers of a rule with the same window and algorithm.</summary>
    protected abstract void Change(LimitRule rule, long nowUs);

    private SharedCell? Share() => SharedCell.Make(this) is { } made ? Interlocked.CompareExchange(ref _shared, made, null) ?? made : null;

    /// <summary>The holder does a dozen instructions. It may have been preempted in them, so after a while the core is given up.</summary>
    private void Wait()
    {
        var spin = default(SpinWait);
        do
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
        while (Volatile.Read(ref _busy) != 0 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0);
    }
}
