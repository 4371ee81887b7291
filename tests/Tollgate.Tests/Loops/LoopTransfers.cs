using System.Net.Sockets;
using Tollgate.Loops;

namespace Tollgate.Tests.Loops;

/// <summary>What the tests of both engines do with a connection.</summary>
internal static class LoopTransfers
{
    public static async LoopTask<bool> EchoAsync(Transport transport)
    {
        var buffer = new ReceiveBuffer(transport);
        while (await buffer.FillAsync())
        {
            if (!await transport.SendAsync(buffer.UnreadMemory))
            {
                break;
            }

            buffer.Consume(buffer.Count);
        }

        buffer.Release();
        transport.Close();
        return true;
    }

    public static async LoopTask<int> ReceiveOnceAsync(Transport transport) => await transport.ReceiveAsync(new byte[1024]);

    /// <summary>Everything up to the peer's end.</summary>
    public static async Task<byte[]> ReadToEndAsync(Socket socket)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer).WaitAsync(LoopFixture.Patience);
            if (received == 0)
            {
                return all.ToArray();
            }

            all.Write(buffer, 0, received);
        }
    }

    /// <summary>Closes with a reset.</summary>
    public static void Vanish(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    public static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
