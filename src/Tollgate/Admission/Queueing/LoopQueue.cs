using Tollgate.Loops;

namespace Tollgate.Admission.Queueing;

/// <summary>The waiting requests of one loop, whatever they wait for.</summary>
internal sealed class LoopQueue(EventLoop loop)
{
    private const int MaxFree = 256;

    private readonly HashSet<QueueTicket> _waiting = [];
    private readonly Stack<QueueTicket> _free = new();

    /// <summary>Requests of this loop that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>A ticket for a request that begins to wait.</summary>
    public QueueTicket Rent()
    {
        var ticket = _free.TryPop(out var free) ? free : new QueueTicket(loop);
        _waiting.Add(ticket);
        return ticket;
    }

    /// <summary>The wait is over.</summary>
    public void Return(QueueTicket ticket)
    {
        _waiting.Remove(ticket);
        ticket.Reset();
        if (_free.Count < MaxFree)
        {
            _free.Push(ticket);
        }
    }

    /// <summary>The process stops: who waits would wait for longer than it lives, and is told to go elsewhere.</summary>
    public void Stop()
    {
        foreach (var ticket in _waiting)
        {
            ticket.Abort(AbortReason.Shutdown);
        }
    }
}
