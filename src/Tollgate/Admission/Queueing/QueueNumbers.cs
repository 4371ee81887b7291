namespace Tollgate.Admission.Queueing;

/// <summary>Ages of waiting requests: who begins to wait later has a higher number, whichever loop it is on.</summary>
internal sealed class QueueNumbers
{
    private long _last;

    /// <summary>The number of a request that begins to wait now.</summary>
    public long Next() => Interlocked.Increment(ref _last);
}
