using System.Net;
using Tollgate.Loops;
using Tollgate.Upstreams.Demo;

namespace Tollgate.Host.Commands;

/// <summary>The fake provider as a server of its own, on the engine that the gateway runs on.</summary>
internal sealed class MockServer : IAsyncDisposable
{
    private readonly LoopGroup _group;

    private MockServer(LoopGroup group, IPEndPoint at)
    {
        _group = group;
        Address = at;
    }

    /// <summary>Where it listens; the port is a real one even when 0 was asked for.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Starts listening.</summary>
    /// <exception cref="IOException">The address is taken or not ours.</exception>
    public static async Task<MockServer> StartAsync(IPEndPoint at, int loops, DemoOptions options, Action<Exception> onFault)
    {
        var group = new LoopGroup(OperatingSystem.IsLinux() ? LoopEngine.Epoll : LoopEngine.Sockets, loops, onFault);
        group.Start();
        try
        {
            var listeners = group.Listen(at, sharePort: false, (transport, _) => DemoServer.ServeAsync(transport, options).Forget());
            return new MockServer(group, listeners[0].LocalEndPoint);
        }
        catch (IOException)
        {
            await group.StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends at once: whoever is being answered sees the connection end.</summary>
    public async ValueTask DisposeAsync() => await _group.StopAsync().ConfigureAwait(false);
}
