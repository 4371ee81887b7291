using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tollgate.Loops;

/// <summary>What the compiler calls for <c>async LoopTask&lt;T&gt;</c> methods.</summary>
[SuppressMessage("Design", "MA0048:File name must match type name", Justification = "The generic half of LoopTaskMethodBuilder.")]
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The compiler's contract.")]
internal struct LoopTaskMethodBuilder<T>
{
    private LoopOperation<T>? _box;
    private T _result;

    public readonly LoopTask<T> Task => _box is null ? new LoopTask<T>(_result) : new LoopTask<T>(_box);

    public static LoopTaskMethodBuilder<T> Create() => default;

    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
        // Only the debug builds' class machines call this, and they need nothing of it.
    }

    public void SetResult(T result)
    {
        if (_box is null)
        {
            _result = result;
        }
        else
        {
            ((ILoopBox<T>)_box).SetResult(result);
        }
    }

    public void SetException(Exception exception)
    {
        _box ??= new FailedOperation<T>();
        ((ILoopBox<T>)_box).SetException(exception);
    }

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => throw LoopRule.Broken();

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        // For a struct the JIT decides this test once and calls without boxing.
        if (awaiter is not ILoopAwaiter)
        {
            throw LoopRule.Broken();
        }

        var box = BoxOf(ref stateMachine);
        ((ILoopAwaiter)awaiter).OnCompleted(box);
    }

    private LoopContinuation BoxOf<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (_box is not null)
        {
            return _box;
        }

        var box = LoopTaskBox<TStateMachine, T>.Rent();
        _box = box; // before the copy: the machine carries this builder with it
        box.Machine = stateMachine;
        return box;
    }
}
