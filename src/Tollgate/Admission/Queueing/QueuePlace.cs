namespace Tollgate.Admission.Queueing;

/// <summary>A request's place in a queue. Its links belong to the queue and change under the queue's lock only.</summary>
internal abstract class QueuePlace
{
    internal QueuePlace? Older;
    internal QueuePlace? Newer;
    internal QueuePlace? Ahead;
    internal QueuePlace? Behind;

    /// <summary>Where it stands; null outside of queues.</summary>
    internal KeyLane? Lane;

    /// <summary>Its age: who came first has the lower one, over all queues of the process. Kept when the request goes on to another queue.</summary>
    public long Number { get; protected set; }

    /// <summary>When it began to wait, in the loops' milliseconds.</summary>
    public long SinceMs { get; protected set; }

    /// <summary>Its organisation; empty for none, and then the key is the tenant.</summary>
    public string Org { get; protected set; } = "";

    /// <summary>Name of its key.</summary>
    public string Key { get; protected set; } = "";

    /// <summary>
    /// Something may have happened to this place: its owner shall ask <see cref="QueueLine.Look"/>. From any thread, and possibly for no reason.
    /// </summary>
    public abstract void Notify();
}
