using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tollgate.Loops;

/// <summary>What the compiler calls for <c>async LoopTask</c> methods.</summary>
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The compiler's contract.")]
internal struct LoopTaskMethodBuilder
{
    private LoopOperation<Nothing>? _box;

    public readonly LoopTask Task => _box is null ? LoopTask.Completed : new LoopTask(_box);

    public static LoopTaskMethodBuilder Create() => default;

    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
        // Only the debug builds' class machines call this, and they need nothing of it.
    }

    public readonly void SetResult() => ((ILoopBox<Nothing>?)_box)?.SetResult(default);

    public void SetException(Exception exception)
    {
        _box ??= new FailedOperation<Nothing>();
        ((ILoopBox<Nothing>)_box).SetException(exception);
    }

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => throw LoopRule.Broken();

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        if (awaiter is not ILoopAwaiter)
        {
            throw LoopRule.Broken();
        }

        if (_box is null)
        {
            var box = LoopTaskBox<TStateMachine, Nothing>.Rent();
            _box = box; // before the copy: the machine carries this builder with it
            box.Machine = stateMachine;
        }

        ((ILoopAwaiter)awaiter).OnCompleted(_box);
    }
}
