namespace Tollgate.Loops;

/// <summary>Something that goes on when an operation on its loop completes. One virtual call, no delegate, no captured context.</summary>
internal abstract class LoopContinuation
{
    /// <summary>Goes on, on the loop's thread, inline.</summary>
    internal abstract void Resume();
}
