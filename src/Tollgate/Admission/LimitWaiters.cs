namespace Tollgate.Admission;

/// <summary>Requests that wait for room in a cell. Told whenever room may have come back before its time.</summary>
internal abstract class LimitWaiters
{
    /// <summary>Somebody waits: who comes now must not overtake.</summary>
    public abstract bool Any { get; }

    /// <summary>Requests that wait.</summary>
    public abstract int Count { get; }

    /// <summary>Room may have come back. From any loop; must not block, and no cell is locked while it is called.</summary>
    public abstract void Wake();
}
