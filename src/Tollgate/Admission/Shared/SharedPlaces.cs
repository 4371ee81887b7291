using Tollgate.Loops;
using Tollgate.Redis;

namespace Tollgate.Admission.Shared;

/// <summary>
/// The places (limits of concurrency) that one loop's running requests hold in Redis. They are renewed while the requests run, and end by themselves
/// <see cref="SharedRule.HoldMs"/> after their replica was last heard of.
/// </summary>
internal sealed class SharedPlaces(EventLoop loop, RedisLink link, byte[] name) : LoopTimer
{
    private const long RenewMs = SharedRule.HoldMs / 3;

    private readonly HashSet<(SharedCell Cell, long Number)> _held = [];

    public int Count => _held.Count;

    /// <summary>Begins; on the loop.</summary>
    public void Start() => loop.SetTimer(this, RenewMs);

    /// <summary>Remembers the places among what was taken.</summary>
    public void Enter(ReadOnlySpan<LimitEntry> taken)
    {
        foreach (ref readonly var entry in taken)
        {
            if (entry.Cell is ConcurrencyCell && entry.Shared is not null)
            {
                _held.Add((entry.Cell.Shared!, entry.SharedStamp));
            }
        }
    }

    /// <summary>A request has ended.</summary>
    public void Leave(SharedCell cell, long number)
    {
        _held.Remove((cell, number));
        if (link.TryBegin() is { } bytes)
        {
            SharedCommands.Leave(bytes, cell, name, number);
            link.Send(call: null);
        }
    }

    /// <summary>Says that all of them are still held.</summary>
    public void Renew()
    {
        foreach (var (cell, number) in _held)
        {
            if (link.TryBegin() is not { } bytes)
            {
                return; // again the next time: there are two more before a place is given up
            }

            SharedCommands.Renew(bytes, cell, name, number);
            link.Send(call: null);
        }
    }

    internal override void OnDue()
    {
        Renew();
        loop.SetTimer(this, RenewMs);
    }
}
