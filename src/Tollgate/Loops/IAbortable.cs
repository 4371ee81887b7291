namespace Tollgate.Loops;

/// <summary>Something on a loop that has no use any more once a connection is gone.</summary>
internal interface IAbortable
{
    /// <summary>Ends it. On its loop; what waits for it goes on at the end of the turn.</summary>
    void Abort(AbortReason reason);
}
