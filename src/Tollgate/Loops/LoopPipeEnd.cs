using System.Net;

namespace Tollgate.Loops;

/// <summary>
/// One end of a <see cref="LoopPipe"/>. Everything that its peer should notice is told at the end of the turn, so neither end ever
/// runs inside a call of the other.
/// </summary>
internal sealed class LoopPipeEnd : LoopSocket
{
    private const int ConnectionReset = -104;

    private readonly News _news;
    private LoopPipeEnd _peer;
    private byte[]? _received;
    private int _start;
    private int _end;
    private bool _peerWaits;
    private bool _mayWrite;
    private bool _peerClosed;
    private bool _inputEnded;
    private bool _reset;

    public LoopPipeEnd(EventLoop loop)
        : base(loop)
    {
        loop.Counters.Sockets--; // it is none: counted, demo calls would push new clients to other loops
        _news = new News(this);
        _peer = this;
    }

    public override IPEndPoint? LocalEndPoint => null;

    private int Count => _end - _start;

    public override void EndOutput()
    {
        _peer._inputEnded = true;
        _peer._news.Tell();
    }

    public override void Reset()
    {
        if (!IsClosed)
        {
            _peer._reset = true;
            _peer.Forget();
            Close();
        }
    }

    internal void Join(LoopPipeEnd peer) => _peer = peer;

    protected override int Receive(Span<byte> buffer)
    {
        if (Count == 0)
        {
            return !IsHungUp ? WouldBlock : _reset ? ConnectionReset : 0;
        }

        var count = Math.Min(Count, buffer.Length);
        _received.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        if (Count == 0)
        {
            Forget();
        }

        // Half empty, so that sender and receiver take turns with large pieces.
        if (_peerWaits && Count <= LoopPipe.Capacity / 2)
        {
            _peerWaits = false;
            _peer._mayWrite = true;
            _peer._news.Tell();
        }

        return count;
    }

    protected override int Send(ReadOnlySpan<byte> bytes)
    {
        if (_peerClosed)
        {
            return _reset ? ConnectionReset : SentAfterEnd;
        }

        var taken = _peer.Take(bytes);
        return taken > 0 || bytes.IsEmpty ? taken : WouldBlock;
    }

    protected override void CloseSocket()
    {
        Loop.Counters.Sockets++;
        Forget();
        _peer._peerClosed = true;
        _peer._news.Tell();
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, LoopPipe.Capacity - Count);
        _peerWaits = count < bytes.Length;
        if (count > 0)
        {
            MakeRoom(count);
            bytes[..count].CopyTo(_received.AsSpan(_end));
            _end += count;
            _news.Tell();
        }

        return count;
    }

    private void MakeRoom(int count)
    {
        if (_received is null)
        {
            _received = Loop.Buffers.Rent(count);
        }
        else if (_received.Length - _end < count)
        {
            var old = _received;
            var held = Count;
            if (old.Length - held < count)
            {
                _received = Loop.Buffers.Rent(held + count);
            }

            old.AsSpan(_start, held).CopyTo(_received);
            if (!ReferenceEquals(old, _received))
            {
                Loop.Buffers.Return(old);
            }

            _start = 0;
            _end = held;
        }
    }

    private void Forget()
    {
        if (_received is not null)
        {
            Loop.Buffers.Return(_received);
            _received = null;
        }

        _start = _end = 0;
    }

    private void Hear()
    {
        if (IsClosed)
        {
            return;
        }

        if (_peerClosed)
        {
            OnHangUp();
            OnReadable();
            OnWritable();
            return;
        }

        if (_inputEnded)
        {
            OnHangUp();
        }

        if (Count > 0 || _inputEnded)
        {
            OnReadable();
        }

        if (_mayWrite)
        {
            _mayWrite = false;
            OnWritable();
        }
    }

    /// <summary>What happened at the other end, brought at the end of the turn, once however much it was.</summary>
    private sealed class News(LoopPipeEnd end) : LoopContinuation
    {
        private bool _underWay;

        public void Tell()
        {
            if (!_underWay)
            {
                _underWay = true;
                end.Loop.Defer(this);
            }
        }

        internal override void Resume()
        {
            _underWay = false;
            end.Hear();
        }
    }
}
