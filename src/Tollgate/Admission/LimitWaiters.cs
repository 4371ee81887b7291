namespace Tollgate.Admission;

/// <summary>Requests that wait for room in a cell. Told whenever room may have come back before its time.</summary>
internal abstract class LimitWaiters
{
    /// <summary>Age of a request that waits nowhere: everybody who waits comes before it.</summary>
    public const long Newcomer = long.MaxValue;

    /// <summary>Somebody waits.</summary>
    public abstract bool Any { get; }

    /// <summary>Requests that wait.</summary>
    public abstract int Count { get; }

    /// <summary>Milliseconds for which the oldest has been waiting; 0 when nobody waits. From any thread.</summary>
    public abstract long OldestWaitMs { get; }

    /// <summary>Somebody comes before a request of that age, which may not overtake. From any loop, also while a cell is locked.</summary>
    /// <param name="number">The request's age (lower is older), or <see cref="Newcomer"/>.</param>
    public abstract bool Precedes(long number);

    /// <summary>Room may have come back. From any loop; must not block, and no cell is locked while it is called.</summary>
    public abstract void Wake();
}
