namespace Tollgate.Loops;

/// <summary>A framework task awaited from a loop: its end is posted back.</summary>
internal sealed class ForeignTask<T> : LoopOperation<T>
{
    private readonly Task<T> _task;

    public ForeignTask(EventLoop loop, Task<T> task)
    {
        _task = task;
        _ = task.ContinueWith(
            static (_, state) =>
            {
                var (on, self) = ((EventLoop, ForeignTask<T>))state!;
                on.Post(static done => ((ForeignTask<T>)done!).Finished(), self);
            },
            (loop, this),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void Finished()
    {
        if (_task.IsCompletedSuccessfully)
        {
#pragma warning disable RS0030 // completed: does not block
            Complete(_task.Result);
#pragma warning restore RS0030
        }
        else
        {
            Fail(_task.Exception?.InnerException ?? new OperationCanceledException());
        }
    }
}
