using System.Runtime.ExceptionServices;

namespace Tollgate.Loops;

/// <summary>A pending operation that one waiter on the same loop may await once per use. Reusable: taking the result resets it.</summary>
internal abstract class LoopOperation<T> : LoopContinuation
{
    private LoopContinuation? _waiter;
    private T _result = default!;
    private ExceptionDispatchInfo? _error;
    private bool _forgotten;

    internal bool IsCompleted { get; private set; }

    /// <summary>Changes with every use, so that a task that was awaited twice is noticed.</summary>
    internal short Version { get; private set; }

    internal bool HasWaiter => _waiter is not null;

    internal void OnCompleted(LoopContinuation waiter, short version)
    {
        if (_waiter is not null)
        {
            throw new InvalidOperationException("A loop operation has one waiter.");
        }

        if (version != Version)
        {
            throw UsedTwice(); // it would wait for whatever the operation is used for by now
        }

        if (IsCompleted)
        {
            waiter.Resume();
            return;
        }

        _waiter = waiter;
        _forgotten = false;
    }

    /// <summary>Nobody will take the result. What fails is told to the loop, and the operation is ready for its next use.</summary>
    internal void Forget() => _forgotten = true;

    internal T TakeResult(short version)
    {
        if (version != Version || !IsCompleted)
        {
            throw UsedTwice();
        }

        var result = _result;
        var error = _error;
        Reset();
        error?.Throw();
        return result;
    }

    internal override void Resume() => throw new InvalidOperationException("This operation does not continue by itself.");

    protected void Complete(T result)
    {
        _result = result;
        Finish();
    }

    protected void Fail(Exception error)
    {
        _error = ExceptionDispatchInfo.Capture(error);
        Finish();
    }

    /// <summary>Makes the operation ready for its next use.</summary>
    protected virtual void Reset()
    {
        IsCompleted = false;
        Version++;
        _result = default!;
        _error = null;
        _forgotten = false;
    }

    private static InvalidOperationException UsedTwice() => new("A loop task is awaited once, and its result is taken once.");

    private void Finish()
    {
        IsCompleted = true;
        if (_forgotten)
        {
            var error = _error;
            Reset();
            if (error is not null)
            {
                EventLoop.Current?.Fault(error.SourceException);
            }

            return;
        }

        var waiter = _waiter;
        _waiter = null;
        waiter?.Resume();
    }
}
