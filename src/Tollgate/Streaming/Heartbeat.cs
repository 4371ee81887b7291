using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Streaming;

/// <summary>
/// Keeps an event stream alive for proxies and clients that give up on silence: a comment while the upstream says nothing. Comments go
/// only between events, since what is relayed is whole events.
/// </summary>
internal sealed class Heartbeat : LoopTimer
{
    private static readonly byte[] Chunk = [.. "d\r\n: heartbeat\n\n\r\n"u8];
    private static readonly byte[] Plain = [.. ": heartbeat\n\n"u8];
    private RequestContext? _request;
    private long _interval;
    private long _seenAt;

    /// <summary>Made when somebody waits for it: ten thousand idle streams have no use for theirs.</summary>
    private LoopSignal? _quiet;

    private bool _sending;

    public void Start(RequestContext request)
    {
        _interval = (long)request.Services.Shared.Server.Heartbeat.TotalMilliseconds;
        if (_interval > 0)
        {
            _request = request;
            Seen();
            request.Services.Loop.SetTimer(this, _interval);
        }
    }

    /// <summary>The upstream has spoken.</summary>
    public void Seen() => _seenAt = _request?.Services.Loop.NowMs ?? 0;

    public void Stop()
    {
        if (_request is not null)
        {
            _request.Services.Loop.Timers.Remove(this);
            _request = null;
        }
    }

    internal override void OnDue()
    {
        var request = _request!;
        var silent = request.Services.Loop.NowMs - _seenAt;
        if (silent >= _interval && !_sending && !request.IsSending)
        {
            _sending = true;
            BeatAsync(request).Forget();
            silent = 0;
        }

        request.Services.Loop.SetTimer(this, Math.Max(1, _interval - silent));
    }

    private async LoopTask BeatAsync(RequestContext request)
    {
        await request.Client.SendAsync(request.Http10 ? Plain : Chunk);
        _sending = false;
        _quiet?.Set();
    }

    /// <summary>Completes when no comment is on its way: a socket has one writer.</summary>
    public LoopTask QuietAsync() => _sending ? (_quiet ??= new LoopSignal()).WaitAsync() : LoopTask.Completed;
}
