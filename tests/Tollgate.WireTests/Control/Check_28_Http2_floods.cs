using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Control;

/// <summary>HTTP/2 connections that are up to no good end or get no further than they read, and nobody else notices.</summary>
[Trait("Category", "Nightly")]
public sealed class Check_28_Http2_floods
{
    private const byte Headers = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte Continuation = 9;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    /// <summary><c>GET /health</c> in HPACK: indexed method and scheme, literal path and authority.</summary>
    private static readonly byte[] Request = [0x82, 0x86, 0x04, 7, .. Encoding.ASCII.GetBytes("/health"), 0x01, 1, (byte)'a'];

    [Theory]
    [InlineData("rapid reset")]
    [InlineData("continuation")]
    [InlineData("settings")]
    [InlineData("streams")]
    public async Task Flood_ends_or_is_bounded_by_what_its_client_reads_and_others_are_served(string kind)
    {
        await using var gateway = await RunningGateway.StartAsync(Engines.All().First().Data, yaml => yaml.Add("providers", "{ name: demo, kind: demo }"));
        await gateway.ControlPlaneAsync();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Port);
        await socket.SendAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, [])]);

        var ended = await FloodAsync(socket, kind).WaitAsync(TimeSpan.FromSeconds(60));

        ended.ShouldBeTrue();
        socket.Dispose();
        await using var client = await gateway.ConnectAsync();
        (await client.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);
        await Eventually.TrueAsync(async () => (await gateway.MetricsAsync()).Sum("tollgate_http2_connections") is 0);
    }

    /// <summary>Sends until the gateway ends the connection; false when it takes all of it.</summary>
    private static async Task<bool> FloodAsync(Socket socket, string kind)
    {
        var reading = ReadToEndAsync(socket);
        try
        {
            var stream = 1;
            for (var round = 0; round < 20_000 && !reading.IsCompleted; round++)
            {
                byte[] bytes = kind switch
                {
                    "rapid reset" => [.. Frame(Headers, EndHeaders | EndStream, stream, Request), .. Frame(ResetStream, 0, stream, [0, 0, 0, 8])],
                    "continuation" when round == 0 => Frame(Headers, EndStream, 1, Request),
                    "continuation" => Frame(Continuation, 0, 1, [.. Enumerable.Repeat((byte)0x82, 8192)]),
                    "settings" => Frame(Settings, 0, 0, [0, 4, 0, 0, (byte)round, 1]),
                    _ => Frame(Headers, EndHeaders, stream, Request),
                };
                stream += 2;
                await socket.SendAsync(bytes);
            }

            await reading.WaitAsync(TimeSpan.FromSeconds(10));
            return true;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (TimeoutException)
        {
            // Settings are answered one by one, and more streams than allowed are refused one by one: both are bounded by what the client reads.
            return kind is "settings" or "streams";
        }
    }

    private static async Task ReadToEndAsync(Socket socket)
    {
        var block = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(block) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Ended by a reset.
        }
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[0] = (byte)(payload.Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)payload.Length);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }
}
