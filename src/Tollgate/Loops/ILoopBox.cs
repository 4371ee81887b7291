namespace Tollgate.Loops;

/// <summary>The end of an async method whose task is an operation.</summary>
internal interface ILoopBox<in T>
{
    void SetResult(T result);

    void SetException(Exception exception);
}
