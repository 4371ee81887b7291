namespace Tollgate.Loops;

/// <summary>Something under way on a loop that can be ended from outside: a connection, or the wait for one.</summary>
internal abstract class Abortable
{
    /// <summary>Ends what is in flight. Whoever waits for it goes on at the end of the turn.</summary>
    public abstract void Abort(AbortReason reason);
}
