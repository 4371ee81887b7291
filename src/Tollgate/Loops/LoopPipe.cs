namespace Tollgate.Loops;

/// <summary>Two transports on one loop, joined in memory: what one sends the other receives. No descriptor, no system call.</summary>
internal static class LoopPipe
{
    /// <summary>Bytes on the way in one direction before the sender has to wait: about what a loopback socket buffers.</summary>
    public const int Capacity = 64 * 1024;

    /// <summary>A connected pair. Call it on the loop.</summary>
    public static (Transport Client, Transport Server) Create(EventLoop loop)
    {
        LoopRule.AssertOn(loop);
        var client = new LoopPipeEnd(loop);
        var server = new LoopPipeEnd(loop);
        client.Join(server);
        server.Join(client);
        return (client, server);
    }
}
