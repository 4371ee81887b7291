namespace Tollgate.Loops;

/// <summary>The task of a method that threw before it was ever suspended.</summary>
internal sealed class FailedOperation<T> : LoopOperation<T>, ILoopBox<T>
{
    public void SetResult(T result) => Complete(result);

    public void SetException(Exception exception) => Fail(exception);
}
