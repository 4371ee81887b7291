using System.Net;
using System.Net.Sockets;

namespace Tollgate.TestSupport;

/// <summary>Ports for servers that cannot pick one themselves.</summary>
/// <remarks>Below the range from which the system takes ports for outgoing connections (32768 on Linux), so that none takes it meanwhile.</remarks>
public static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int _next = new Random(Environment.ProcessId).Next(Count);

    public static int Take()
    {
        for (var attempt = 0; attempt < Count; attempt++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No free port.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
