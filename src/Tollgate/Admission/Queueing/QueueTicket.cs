using System.Diagnostics;
using Tollgate.Configuration;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Admission.Queueing;

/// <summary>
/// A waiting request, on its loop: its place in the queue, its deadline, and whatever else may end the wait. Rented from the loop, used
/// again for other requests. All members but <see cref="Notify"/> belong to the loop.
/// </summary>
internal sealed class QueueTicket : QueuePlace
{
    private readonly EventLoop _loop;
    private readonly LoopSignal _changed = new();
    private readonly Alarm _alarm;
    private readonly Leash _leash;
    private QueueNews _end;
    private long _deadlineMs;
    private long _turnAtMs;
    private long _beatAtMs;
    private long _began;
    private bool _beatIsDue;
    private int _notified;

    public QueueTicket(EventLoop loop)
    {
        _loop = loop;
        _alarm = new Alarm(this);
        _leash = new Leash(this);
    }

    /// <summary>Where it waits; null outside of queues.</summary>
    public QueueLine? Line { get; private set; }

    /// <summary>The numbers of the rule that it first waited for, which hold for the whole wait.</summary>
    public QueueConfig Config { get; private set; } = new();

    /// <summary>Name of the rule that it first waited for.</summary>
    public string Rule { get; private set; } = "";

    /// <summary>The request that waits.</summary>
    public RequestContext? Request { get; private set; }

    /// <summary>Comments to a stream that waits.</summary>
    public QueueBeat Beat { get; } = new();

    /// <summary>Microseconds since it began to wait.</summary>
    public long WaitedMicroseconds => (Stopwatch.GetTimestamp() - _began) / (Stopwatch.Frequency / 1_000_000);

    /// <summary>Why the wait is over, whatever the queue says; none while it is not.</summary>
    public QueueNews End => _end;

    /// <summary>Begins to wait.</summary>
    /// <param name="request">On this loop.</param>
    /// <param name="number">Higher than those of all that began before.</param>
    /// <param name="rule">The rule in the way, which queues.</param>
    public void Begin(RequestContext request, long number, LimitRule rule)
    {
        (Request, Number, SinceMs) = (request, number, _loop.NowMs);
        (Org, Key) = (request.Caller?.Org ?? "", request.Caller?.Name ?? "");
        (Config, Rule) = (rule.Queue ?? new QueueConfig(), rule.Name);
        _began = Stopwatch.GetTimestamp();
        _end = QueueNews.None;
        _deadlineMs = SinceMs + Math.Max(1, (long)Config.Timeout.TotalMilliseconds);
        _turnAtMs = long.MaxValue;
        var beat = (long)Config.Heartbeat.TotalMilliseconds;
        _beatAtMs = beat > 0 && QueueBeat.IsWanted(request) ? SinceMs + beat : long.MaxValue;
        _beatIsDue = false;
        Arm();
    }

    /// <summary>Waits in a queue.</summary>
    public void Join(QueueLine line, int max)
    {
        Line = line;
        line.Join(this, max);
    }

    /// <summary>Waits no more in its queue, if it does.</summary>
    public void Leave()
    {
        Line?.Leave(this);
        Line = null;
        _turnAtMs = long.MaxValue;
    }

    /// <summary>Has got what it waited for.</summary>
    public void Serve()
    {
        Line!.Serve(this);
        Line = null;
    }

    /// <summary>Tries again that much later, unless it is called before.</summary>
    /// <param name="delayMs">0 where no clock says when there will be room.</param>
    public void TryIn(long delayMs)
    {
        _turnAtMs = delayMs > 0 ? _loop.NowMs + delayMs : long.MaxValue;
        Arm();
    }

    /// <summary>Waits until something happens.</summary>
    public async LoopTask<QueueNews> NextAsync()
    {
        while (true)
        {
            var news = _end != QueueNews.None ? _end : Line!.Look(this);
            if (news == QueueNews.None && _beatIsDue)
            {
                _beatIsDue = false;
                news = QueueNews.Beat;
            }

            if (news != QueueNews.None)
            {
                return news;
            }

            await _changed.WaitAsync();
        }
    }

    /// <inheritdoc/>
    public override void Notify()
    {
        if (Interlocked.Exchange(ref _notified, 1) == 0)
        {
            _loop.Post(
                static state =>
                {
                    var ticket = (QueueTicket)state!;
                    Volatile.Write(ref ticket._notified, 0);
                    ticket._changed.Set();
                },
                this);
        }
    }

    /// <summary>What the client's going away ends.</summary>
    public Abortable OnHangUp => _leash;

    /// <summary>Ends the wait.</summary>
    public void Abort(AbortReason reason) => EndBy(reason switch
    {
        AbortReason.Shutdown => QueueNews.Stopping,
        AbortReason.Revoked => QueueNews.Revoked,
        _ => QueueNews.ClientGone,
    });

    /// <summary>Forgets the request. It waits in no queue any more.</summary>
    public void Reset()
    {
        _loop.Timers.Remove(_alarm);
        Request = null;
        (Org, Key) = ("", "");
    }

    private void EndBy(QueueNews end)
    {
        if (_end == QueueNews.None)
        {
            _end = end;
            Notify(); // not inline: whoever aborts must not be re-entered by what this request does next
        }
    }

    private void Arm()
    {
        var next = Math.Min(_deadlineMs, Math.Min(_turnAtMs, _beatAtMs));
        _loop.SetTimer(_alarm, Math.Max(1, next - _loop.NowMs));
    }

    private void OnAlarm()
    {
        var now = _loop.NowMs;
        if (now >= _deadlineMs)
        {
            EndBy(QueueNews.TimedOut);
            return;
        }

        if (now >= _turnAtMs)
        {
            _turnAtMs = long.MaxValue;
            Line?.Wake();
        }

        if (now >= _beatAtMs)
        {
            _beatAtMs = now + (long)Config.Heartbeat.TotalMilliseconds;
            _beatIsDue = true;
            _changed.Set();
        }

        if (Request is not null)
        {
            Arm();
        }
    }

    private sealed class Leash(QueueTicket ticket) : Abortable
    {
        public override void Abort(AbortReason reason) => ticket.Abort(reason);
    }

    private sealed class Alarm(QueueTicket ticket) : LoopTimer
    {
        internal override void OnDue() => ticket.OnAlarm();
    }
}
