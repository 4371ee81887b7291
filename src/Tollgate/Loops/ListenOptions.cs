using System.Net;

namespace Tollgate.Loops;

/// <summary>What a listener does with the connections it accepts.</summary>
/// <param name="ReusePort">Several sockets may listen on the address, one per loop.</param>
/// <param name="Place">The loop that a connection accepted on the given one goes to.</param>
/// <param name="OnAccepted">Called on that loop.</param>
internal sealed record ListenOptions(bool ReusePort, Func<EventLoop, EventLoop> Place, Action<Transport, IPEndPoint?> OnAccepted)
{
    /// <summary>Connections that the kernel completes ahead of us; it caps this at <c>net.core.somaxconn</c>.</summary>
    public const int Backlog = 4096;

    /// <summary>
    /// Bytes that the kernel takes for a connection beyond what is on its way. It would grow to some 4 MiB for a client that does not
    /// read (<c>net.ipv4.tcp_wmem</c>), and a slow reader would not be felt before all of that is full. What is on its way is not bounded by this.
    /// </summary>
    public const int MaxUnsentBytes = 64 * 1024;
}
