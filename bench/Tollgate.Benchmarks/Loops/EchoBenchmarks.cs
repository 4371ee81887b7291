using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Tollgate.Loops;

namespace Tollgate.Benchmarks.Loops;

/// <summary>A small message to a loop and back, by engine. The client is a blocking socket, the kernel's share is the same.</summary>
[MemoryDiagnoser]
public class EchoBenchmarks : IDisposable
{
    private readonly byte[] _message = new byte[256];
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private LoopGroup? _group;

    /// <summary>The engine under the loop.</summary>
    [Params("Epoll", "Sockets")]
    public string Engine { get; set; } = "Epoll";

    [GlobalSetup]
    public void Start()
    {
        _group = new LoopGroup(Enum.Parse<LoopEngine>(Engine), 1, static exception => throw exception);
        _group.Start();
        var listeners = _group.Listen(new IPEndPoint(IPAddress.Loopback, 0), sharePort: false, static (transport, _) => EchoAsync(transport).Forget());
        _client.Connect(listeners[0].LocalEndPoint);
    }

    [Benchmark]
    public int RoundTrip()
    {
        _client.Send(_message);
        return _client.Receive(_message);
    }

    [GlobalCleanup]
    public async Task StopAsync() => await _group!.StopAsync();

    public void Dispose()
    {
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    private static async LoopTask<bool> EchoAsync(Transport transport)
    {
        var buffer = new ReceiveBuffer(transport);
        while (await buffer.FillAsync())
        {
            await transport.SendAsync(buffer.UnreadMemory);
            buffer.Consume(buffer.Count);
        }

        transport.Close();
        return true;
    }
}
