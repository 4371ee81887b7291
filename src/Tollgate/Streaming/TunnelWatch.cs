using Tollgate.Loops;

namespace Tollgate.Streaming;

/// <summary>Ends a tunnel that nobody has said anything in for too long. A byte in either direction costs one field store.</summary>
/// <param name="loop">The loop of both ends.</param>
/// <param name="idleMs">How long it may be silent.</param>
/// <param name="client">One end.</param>
/// <param name="upstream">The other.</param>
internal sealed class TunnelWatch(EventLoop loop, long idleMs, Transport client, Transport upstream) : LoopTimer
{
    private long _heardMs;
    private bool _isOver;

    /// <summary>Nobody said anything for too long.</summary>
    public bool IsSilent { get; private set; }

    public void Start()
    {
        Heard();
        loop.SetTimer(this, idleMs);
    }

    /// <summary>Somebody said something.</summary>
    public void Heard() => _heardMs = loop.NowMs;

    public void Stop()
    {
        _isOver = true;
        loop.Timers.Remove(this);
    }

    internal override void OnDue()
    {
        var left = _heardMs + idleMs - loop.NowMs;
        if (_isOver || left > 0)
        {
            if (!_isOver)
            {
                loop.SetTimer(this, left);
            }

            return;
        }

        IsSilent = true;
        client.Abort(AbortReason.Deadline);
        upstream.Abort(AbortReason.Deadline);
    }
}
