using System.Runtime.CompilerServices;

namespace Tollgate.Loops;

/// <summary>A suspended async method, kept for reuse by the loop (thread) that it ran on.</summary>
internal sealed class LoopTaskBox<TStateMachine, T> : LoopOperation<T>, ILoopBox<T>
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>Boxes of one method kept by one loop; beyond that the collector takes them.</summary>
    private const int MaxFree = 1024;

    [ThreadStatic]
    private static LoopTaskBox<TStateMachine, T>? _free;

    [ThreadStatic]
    private static int _freeCount;

    internal TStateMachine Machine = default!;
    private LoopTaskBox<TStateMachine, T>? _next;

    internal static LoopTaskBox<TStateMachine, T> Rent()
    {
        var box = _free;
        if (box is null)
        {
            return new LoopTaskBox<TStateMachine, T>();
        }

        _free = box._next;
        _freeCount--;
        box._next = null;
        return box;
    }

    public void SetResult(T result) => Complete(result);

    public void SetException(Exception exception) => Fail(exception);

    internal override void Resume() => Machine.MoveNext();

    // The method has set its result or its exception as its last act, so nothing reads the machine any more.
    protected override void Reset()
    {
        base.Reset();
        Machine = default!;
        if (_freeCount < MaxFree)
        {
            _next = _free;
            _free = this;
            _freeCount++;
        }
    }
}
