using System.Runtime.CompilerServices;

namespace Tollgate.Loops;

/// <summary><see cref="LoopTask{T}"/> without a result.</summary>
[AsyncMethodBuilder(typeof(LoopTaskMethodBuilder))]
internal readonly struct LoopTask
{
    private readonly LoopOperation<Nothing>? _operation;
    private readonly short _version;

    internal LoopTask(LoopOperation<Nothing> operation)
    {
        _operation = operation;
        _version = operation.Version;
    }

    public static LoopTask Completed => default;

    public bool IsCompleted => _operation is null || _operation.IsCompleted;

    public Awaiter GetAwaiter() => new(this);

    /// <summary>For work that nobody waits for. What it throws synchronously is thrown here, what it throws later is a fault of the loop.</summary>
    public void Forget()
    {
        if (IsCompleted)
        {
            GetAwaiter().GetResult();
        }
        else
        {
            _operation!.Forget();
        }
    }

    public readonly struct Awaiter : ICriticalNotifyCompletion, ILoopAwaiter
    {
        private readonly LoopTask _task;

        internal Awaiter(LoopTask task) => _task = task;

        public bool IsCompleted => _task.IsCompleted;

        public void GetResult() => _task._operation?.TakeResult(_task._version);

        void ILoopAwaiter.OnCompleted(LoopContinuation continuation) => _task._operation!.OnCompleted(continuation, _task._version);

        public void OnCompleted(Action continuation) => throw LoopRule.Broken();

        public void UnsafeOnCompleted(Action continuation) => throw LoopRule.Broken();
    }
}
