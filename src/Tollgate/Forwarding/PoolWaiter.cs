using Tollgate.Loops;

namespace Tollgate.Forwarding;

/// <summary>One that waits for a place in a pool: for the provider's connect time, or until it leaves.</summary>
internal sealed class PoolWaiter(UpstreamPool pool) : LoopTimer
{
    public LoopSignal Signal { get; } = new();

    /// <summary>Where it stands in the pool's queue.</summary>
    public LinkedListNode<PoolWaiter>? Node { get; set; }

    /// <summary>A connection that somebody gave back; null with a place to open one.</summary>
    public UpstreamConnection? Connection { get; private set; }

    /// <summary>It got nothing.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>Its turn: with a connection, or with a place to open one.</summary>
    public void Serve(UpstreamConnection? connection)
    {
        Connection = connection;
        pool.Loop.Defer(Signal);
    }

    /// <summary>It does not wait any more, unless it has been served already.</summary>
    public void Leave()
    {
        if (Node?.List is not null)
        {
            pool.Forget(this);
            TimedOut = true;
            pool.Loop.Defer(Signal);
        }
    }

    internal override void OnDue()
    {
        if (Node?.List is not null)
        {
            pool.Forget(this);
            TimedOut = true;
            Signal.Set();
        }
    }
}
