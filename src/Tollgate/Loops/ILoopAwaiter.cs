namespace Tollgate.Loops;

/// <summary>
/// Marks what may be awaited on a loop. The method builders of <see cref="LoopTask"/> accept only such awaiters, so that the loop
/// rule (code on a loop awaits only <c>Loops</c> types) is kept by the type system and not by review.
/// </summary>
internal interface ILoopAwaiter
{
    /// <summary>Registers the one continuation.</summary>
    void OnCompleted(LoopContinuation continuation);
}
