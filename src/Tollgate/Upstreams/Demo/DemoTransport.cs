using Tollgate.Loops;

namespace Tollgate.Upstreams.Demo;

/// <summary>The demo provider inside the gateway: its connections lead to a <see cref="DemoServer"/> in the same process.</summary>
internal sealed class DemoTransport(DemoOptions options)
{
    /// <summary>A connection as to any other upstream. Call it on the loop.</summary>
    public Transport Connect(EventLoop loop)
    {
        var (client, server) = LoopPipe.Create(loop);
        DemoServer.ServeAsync(server, options).Forget();
        return client;
    }
}
