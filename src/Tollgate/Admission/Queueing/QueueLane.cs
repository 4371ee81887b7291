namespace Tollgate.Admission.Queueing;

/// <summary>One of several who share a queue: linked into the round of turns, and among those with equally many waiting.</summary>
internal abstract class QueueLane<T>
    where T : QueueLane<T>
{
    internal T? Next;
    internal T? Previous;
    internal T? NextEqual;
    internal T? PreviousEqual;

    /// <summary>Requests that wait in it.</summary>
    public int Count { get; internal set; }
}
