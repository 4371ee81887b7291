using System.Net;

namespace Tollgate.Loops;

/// <summary>A listening socket on a loop.</summary>
internal abstract class LoopListener
{
    /// <summary>The loop that accepts.</summary>
    public abstract EventLoop Loop { get; }

    /// <summary>What a listener on a Unix socket has for an address.</summary>
    public static readonly IPEndPoint NoAddress = new(IPAddress.None, 0);

    /// <summary>The address that is listened on, with the port that the system chose where 0 was asked for; <see cref="NoAddress"/> for a Unix socket.</summary>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <summary>Accepts what is queued already, then closes. On the loop.</summary>
    public abstract void Close();
}
