using Tollgate.Loops;

namespace Tollgate.Redis;

/// <summary>
/// One connection, on one loop, that many calls share: they are sent together at the end of the loop's turn and answered in order. An answer
/// belongs to the oldest call and to no other, so nothing is ever skipped: when a call is late, or an answer is not what its command gives,
/// the connection is closed and all calls end.
/// </summary>
internal sealed class RedisConnection
{
    private readonly Transport _transport;
    private readonly ReceiveBuffer _in;
    private readonly RedisPipeline _pipeline = new();
    private readonly RedisCounters _counters;
    private readonly long _timeoutMs;
    private readonly FlushTurn _flush;
    private readonly DueTimer _due;
    private SendBuffer _gathering;
    private SendBuffer _sent;
    private int _unsent;
    private bool _flushing;

    /// <summary>A connection over an open transport; <see cref="RunAsync"/> must be running while calls are made.</summary>
    /// <param name="transport">Open, and this connection's from now on.</param>
    /// <param name="timeoutMs">From sending a command to its answer.</param>
    /// <param name="counters">Where calls are counted.</param>
    public RedisConnection(Transport transport, long timeoutMs, RedisCounters counters)
    {
        _transport = transport;
        _in = new ReceiveBuffer(transport);
        _counters = counters;
        _timeoutMs = timeoutMs;
        _flush = new FlushTurn(this);
        _due = new DueTimer(this);
        _gathering = SendBuffer.Rent(transport.Loop);
        _sent = SendBuffer.Rent(transport.Loop);
    }

    /// <summary>No call is taken any more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>How it ended, once it has.</summary>
    public RedisOutcome EndedBy { get; private set; }

    /// <summary>Goes on when the connection ends.</summary>
    public LoopSignal? Ended { get; set; }

    /// <summary>Where a command is written, to be followed by <see cref="Send"/>. Null when the connection is closed or full.</summary>
    public SendBuffer? TryBegin() => IsClosed || !_pipeline.HasRoom ? null : _gathering;

    /// <summary>The command just written goes out with this turn's others.</summary>
    /// <param name="call">Who waits for the answer; null when nobody does.</param>
    public void Send(RedisCall? call)
    {
        LoopRule.AssertOn(_transport.Loop);
        _pipeline.Add(call);
        _counters.Calls++;
        _counters.UnderWay = _pipeline.Count;
        _unsent++;
        if (!_flush.IsDue)
        {
            _flush.IsDue = true;
            _transport.Loop.Defer(_flush);
        }
    }

    /// <summary>Reads answers until the connection ends. The outcome says how.</summary>
    public async LoopTask RunAsync()
    {
        while (!IsClosed)
        {
            if (!await _in.FillAsync(Math.Min(RespFrame.MaxBytes, _in.Count * 2)))
            {
                Close(RedisOutcome.Unavailable);
                break;
            }

            TakeAnswers();
        }

        _in.Release();
        if (!_flushing)
        {
            ReturnBuffers();
        }
    }

    /// <summary>Ends the connection and every call on it.</summary>
    public void Close(RedisOutcome outcome)
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        EndedBy = outcome;
        TimerWheel.Clear(_due);
        _transport.Close();
        while (_pipeline.Count > 0)
        {
            if (_pipeline.Take() is { } call)
            {
                call.End(outcome);
            }
            else
            {
                _counters.Unheard++;
            }
        }

        _counters.UnderWay = 0;
        Ended?.Set();
    }

    private void TakeAnswers()
    {
        while (_in.Count > 0 && !IsClosed)
        {
            var status = RespFrame.Measure(_in.Unread, out var length, out var isPush);
            if (status == RespStatus.Partial)
            {
                break;
            }

            if (status == RespStatus.Bad || (!isPush && _pipeline.Count == _unsent))
            {
                // Not the protocol, or an answer that nobody asked for: whose the next one is cannot be known.
                _counters.BadReplies++;
                Close(RedisOutcome.Unavailable);
                break;
            }

            if (isPush)
            {
                _in.Consume(length);
                continue;
            }

            Take(length);
        }

        Watch();
    }

    private void Take(int length)
    {
        var call = _pipeline.Take();
        _counters.UnderWay = _pipeline.Count;
        var frame = _in.Unread[..length];
        if (call is null)
        {
            _counters.Unheard += frame[0] is (byte)'-' or (byte)'!' ? 1 : 0;
            _in.Consume(length);
            return;
        }

        var understood = call.Accept(frame, out var outcome);
        _in.Consume(length);
        if (!understood)
        {
            _counters.BadReplies++;
            Close(RedisOutcome.Unavailable);
            outcome = RedisOutcome.Unavailable;
        }

        // Last: whoever waited goes on in here, and may send, or close this.
        call.End(outcome);
    }

    private async LoopTask FlushAsync()
    {
        _flushing = true;
        while (_unsent > 0 && !IsClosed)
        {
            (_gathering, _sent) = (_sent, _gathering);

            // From here on, on a fresh reading: what the loop did before in this turn is not the server's delay.
            _pipeline.SetDue(_unsent, Environment.TickCount64 + _timeoutMs);
            _unsent = 0;
            Watch();
            if (!await _transport.SendAsync(_sent.Memory))
            {
                Close(RedisOutcome.Unavailable);
            }

            _sent.Clear();
        }

        _flushing = false;
        if (IsClosed)
        {
            ReturnBuffers();
        }
    }

    /// <summary>Not while a send still reads from one of them.</summary>
    private void ReturnBuffers()
    {
        if (_unsent >= 0)
        {
            _unsent = -1;
            _gathering.Return();
            _sent.Return();
        }
    }

    private void Watch()
    {
        if (_pipeline.Count == _unsent || IsClosed)
        {
            TimerWheel.Clear(_due);
        }
        else if (!_due.IsSet)
        {
            // The wheel rings up to a tick late; the deadline is a promise.
            var left = _pipeline.OldestDueMs - _transport.Loop.NowMs - TimerWheel.TickMs;
            _transport.Loop.SetTimer(_due, Math.Max(1, left));
        }
    }

    private void CheckDue()
    {
        if (_pipeline.Count == _unsent || IsClosed)
        {
            return;
        }

        if (_pipeline.OldestDueMs - _transport.Loop.NowMs <= TimerWheel.TickMs)
        {
            _counters.Late++;
            Close(RedisOutcome.Late);
        }
        else
        {
            Watch();
        }
    }

    private sealed class FlushTurn(RedisConnection connection) : LoopContinuation
    {
        public bool IsDue { get; set; }

        internal override void Resume()
        {
            IsDue = false;
            if (!connection._flushing)
            {
                connection.FlushAsync().Forget();
            }
        }
    }

    private sealed class DueTimer(RedisConnection connection) : LoopTimer
    {
        internal override void OnDue() => connection.CheckDue();
    }
}
