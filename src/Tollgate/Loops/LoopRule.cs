using System.Diagnostics;

namespace Tollgate.Loops;

/// <summary>The rule that keeps every connection on one thread: on a loop only <c>Loops</c> types are awaited.</summary>
internal static class LoopRule
{
    internal static InvalidOperationException Broken() =>
        new("Code on an event loop may await only Loops types. Wrap anything else in loop.Await(task).");

    /// <summary>Stops a debug build that has left the loop; release builds trust the method builder.</summary>
    [Conditional("DEBUG")]
    internal static void AssertOn(EventLoop loop)
    {
        if (!loop.IsCurrent)
        {
            throw new InvalidOperationException("This code must run on its event loop.");
        }
    }
}
