using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tollgate.Loops;

/// <summary>
/// A result that is there, or comes later on the same loop. Awaited exactly once. Suspended methods live in boxes that are pooled per
/// loop, so a steady state allocates nothing however many requests are suspended (the framework's pooling builder keeps about one per core).
/// </summary>
[AsyncMethodBuilder(typeof(LoopTaskMethodBuilder<>))]
[SuppressMessage("Design", "MA0048:File name must match type name", Justification = "The generic half of LoopTask.")]
internal readonly struct LoopTask<T>
{
    private readonly LoopOperation<T>? _operation;
    private readonly T _result;
    private readonly short _version;

    internal LoopTask(T result)
    {
        _result = result;
        _operation = null;
        _version = 0;
    }

    internal LoopTask(LoopOperation<T> operation)
    {
        _operation = operation;
        _version = operation.Version;
        _result = default!;
    }

    public bool IsCompleted => _operation is null || _operation.IsCompleted;

    public Awaiter GetAwaiter() => new(this);

    /// <summary>For work that nobody waits for. What it throws synchronously is thrown here, what it throws later is a fault of the loop.</summary>
    public void Forget()
    {
        if (IsCompleted)
        {
            _ = GetAwaiter().GetResult();
        }
        else
        {
            _operation!.Forget();
        }
    }

    public readonly struct Awaiter : ICriticalNotifyCompletion, ILoopAwaiter
    {
        private readonly LoopTask<T> _task;

        internal Awaiter(LoopTask<T> task) => _task = task;

        public bool IsCompleted => _task.IsCompleted;

        public T GetResult() => _task._operation is { } operation ? operation.TakeResult(_task._version) : _task._result;

        void ILoopAwaiter.OnCompleted(LoopContinuation continuation) => _task._operation!.OnCompleted(continuation, _task._version);

        public void OnCompleted(Action continuation) => throw LoopRule.Broken();

        public void UnsafeOnCompleted(Action continuation) => throw LoopRule.Broken();
    }
}
