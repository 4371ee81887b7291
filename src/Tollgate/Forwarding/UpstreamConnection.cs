using Tollgate.Http1;
using Tollgate.Loops;

namespace Tollgate.Forwarding;

/// <summary>One connection to an upstream. It serves one exchange at a time and stays on its loop.</summary>
internal sealed class UpstreamConnection(Transport transport, UpstreamPool pool)
{
    private bool _closed;

    public Transport Transport { get; } = transport;

    /// <summary>Bytes of the answer that nobody has taken yet.</summary>
    public ReceiveBuffer In { get; } = new(transport);

    /// <summary>Loop time when it was opened, in milliseconds.</summary>
    public long OpenedAt { get; } = transport.Loop.NowMs;

    /// <summary>Loop time when it was last returned, in milliseconds.</summary>
    public long IdleSince { get; set; }

    /// <summary>It has served an exchange before, so that its peer may have closed it just as we sent.</summary>
    public bool Reused { get; set; }

    /// <summary>Waits for the head of the final answer; interim answers are passed over. On success the head's bytes are still in <see cref="In"/>.</summary>
    public async LoopTask<HeadOutcome> ReadHeadAsync(ResponseHead head, HeadLimits limits)
    {
        while (true)
        {
            if (In.Count > 0)
            {
                var status = head.Parse(In.Unread, limits);
                if (status == HeadStatus.Bad)
                {
                    return HeadOutcome.NotHttp;
                }

                if (status == HeadStatus.Ok)
                {
                    if (!head.IsInterim)
                    {
                        return HeadOutcome.Ok;
                    }

                    In.Consume(head.Length);
                    head.Reset();
                    continue;
                }

                if (In.Count >= limits.MaxHeadBytes)
                {
                    return HeadOutcome.NotHttp;
                }
            }

            var before = In.Count;
            await In.ReadableAsync();
            if (!await In.ReceiveAsync())
            {
                return before == 0 ? HeadOutcome.NoAnswer : HeadOutcome.CutShort;
            }
        }
    }

    /// <summary>Gives the connection back for the next exchange, which is possible only after a whole answer with nothing behind it.</summary>
    public void Return() => pool.Return(this);

    public void Close()
    {
        if (!_closed)
        {
            _closed = true;
            In.Release();
            Transport.Close();
            pool.Closed();
        }
    }

    /// <summary>For a connection that the pool itself closes: its place is accounted for by the caller.</summary>
    internal bool IsFit(long now, long lifetimeMs) => !Transport.IsSpoilt && In.Count == 0 && now - OpenedAt < lifetimeMs;
}
