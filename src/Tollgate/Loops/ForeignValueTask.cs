namespace Tollgate.Loops;

/// <summary>
/// Awaits the value tasks of framework streams that run on this loop (<see cref="System.Net.Security.SslStream"/> over
/// <see cref="LoopStream"/>). They complete on the loop because everything beneath them does; should one ever not, it is posted back.
/// One use at a time, no allocation.
/// </summary>
internal sealed class ForeignValueTask<T> : LoopOperation<T>
{
    private readonly EventLoop _loop;
    private readonly Action _onCompleted;
    private ValueTask<T> _task;

    public ForeignValueTask(EventLoop loop)
    {
        _loop = loop;
        _onCompleted = OnCompleted;
    }

    public LoopTask<T> Await(ValueTask<T> task)
    {
        if (task.IsCompleted)
        {
            return new LoopTask<T>(task.GetAwaiter().GetResult());
        }

        _task = task;
        var pending = new LoopTask<T>(this);
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_onCompleted);
        return pending;
    }

    private void OnCompleted()
    {
        if (!_loop.IsCurrent)
        {
            _loop.Post(static self => ((ForeignValueTask<T>)self!).OnCompleted(), this);
            return;
        }

        T result;
        try
        {
            result = _task.GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // handed on to the waiter
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _task = default;
            Fail(exception);
            return;
        }

        _task = default;
        Complete(result);
    }
}
