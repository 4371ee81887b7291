using System.Threading.Tasks.Sources;

namespace Tollgate.Loops;

/// <summary>
/// Lets the framework's stream code (TLS, decompression) run on a loop over a transport. One read and one write at a time; both complete
/// inline on the loop.
/// </summary>
internal sealed class LoopStream : Stream, IValueTaskSource<int>, IValueTaskSource
{
    private readonly Transport _transport;
    private readonly ReadWaiter _reading;
    private readonly WriteWaiter _writing;
    private ManualResetValueTaskSourceCore<int> _read;
    private ManualResetValueTaskSourceCore<bool> _write;
    private Memory<byte> _readInto;
    private LoopTask.Awaiter _readable;
    private LoopTask<int>.Awaiter _received;
    private LoopTask<bool>.Awaiter _sent;

    public LoopStream(Transport transport)
    {
        _transport = transport;
        _reading = new ReadWaiter(this);
        _writing = new WriteWaiter(this);
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _readInto = buffer;
        if (buffer.IsEmpty)
        {
            _readable = _transport.WaitReadableAsync().GetAwaiter();
            if (_readable.IsCompleted)
            {
                _readable.GetResult();
                return new ValueTask<int>(0);
            }

            _read.Reset();
            var waiting = new ValueTask<int>(this, _read.Version);
            ((ILoopAwaiter)_readable).OnCompleted(_reading);
            return waiting;
        }

        _received = _transport.ReceiveAsync(buffer).GetAwaiter();
        if (_received.IsCompleted)
        {
            return new ValueTask<int>(Checked(_received.GetResult()));
        }

        _read.Reset();
        var pending = new ValueTask<int>(this, _read.Version);
        ((ILoopAwaiter)_received).OnCompleted(_reading);
        return pending;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _sent = _transport.SendAsync(buffer).GetAwaiter();
        if (_sent.IsCompleted)
        {
            return _sent.GetResult() ? default : ValueTask.FromException(Broken());
        }

        _write.Reset();
        var pending = new ValueTask(this, _write.Version);
        ((ILoopAwaiter)_sent).OnCompleted(_writing);
        return pending;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
        // Nothing is buffered here.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A loop never blocks.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A loop never blocks.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, ValueTaskSourceOnCompletedFlags.None);

    void IValueTaskSource.GetResult(short token) => _write.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _write.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _write.OnCompleted(continuation, state, token, ValueTaskSourceOnCompletedFlags.None);

    private static IOException Broken() => new("The connection is broken.");

    private static int Checked(int received) => received >= 0 ? received : throw Broken();

    private void OnRead()
    {
        if (_readInto.IsEmpty)
        {
            _readable.GetResult();
            _read.SetResult(0);
            return;
        }

        var received = _received.GetResult();
        if (received >= 0)
        {
            _read.SetResult(received);
        }
        else
        {
            _read.SetException(Broken());
        }
    }

    private void OnSent()
    {
        if (_sent.GetResult())
        {
            _write.SetResult(true);
        }
        else
        {
            _write.SetException(Broken());
        }
    }

    private sealed class ReadWaiter(LoopStream stream) : LoopContinuation
    {
        internal override void Resume() => stream.OnRead();
    }

    private sealed class WriteWaiter(LoopStream stream) : LoopContinuation
    {
        internal override void Resume() => stream.OnSent();
    }
}
