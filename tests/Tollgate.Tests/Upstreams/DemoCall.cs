using System.Globalization;
using System.Text;
using System.Text.Json;
using Tollgate.Loops;
using Tollgate.Tests.Loops;
using Tollgate.Upstreams.Demo;

namespace Tollgate.Tests.Upstreams;

/// <summary>Bytes said to the demo provider inside the process, and the bytes that it answers.</summary>
internal static class DemoCall
{
    /// <summary>Sends one connection's worth of bytes and collects everything until the provider closes it.</summary>
    public static async Task<string> SendAsync(string bytes, DemoOptions? options = null)
    {
        await using var fixture = new LoopFixture("epoll");
        var provider = new DemoTransport(options ?? new DemoOptions { TakesOrders = true });
        return await fixture.RunAsync(() => TalkAsync(provider.Connect(fixture.Loop), Encoding.UTF8.GetBytes(bytes)));
    }

    /// <summary>Posts JSON and gives status and body; the body of a stream without its chunk framing.</summary>
    public static async Task<(int Status, string Body)> PostAsync(string path, string json, DemoOptions? options = null)
    {
        var answer = await SendAsync(Post(path, json), options);
        var headEnd = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var body = answer[(headEnd + 4)..];
        var isChunked = answer[..headEnd].Contains("transfer-encoding: chunked", StringComparison.Ordinal);
        return (int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture), isChunked ? Unchunk(body) : body);
    }

    public static async Task<JsonElement> JsonAsync(string path, string json, DemoOptions? options = null)
    {
        var (_, body) = await PostAsync(path, json, options);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    public static string Post(string path, string json, string fields = "Connection: close\r\n") =>
        $"POST {path} HTTP/1.1\r\nHost: demo\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n{fields}\r\n{json}";

    private static string Unchunk(string body)
    {
        var payload = new StringBuilder();
        while (true)
        {
            var line = body.IndexOf("\r\n", StringComparison.Ordinal);
            var size = int.Parse(body.AsSpan(0, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                return payload.ToString();
            }

            payload.Append(body, line + 2, size);
            body = body[(line + 2 + size + 2)..];
        }
    }

    private static async LoopTask<string> TalkAsync(Transport transport, byte[] bytes)
    {
        await transport.SendAsync(bytes);
        var answer = new List<byte>();
        var buffer = new byte[8192];
        while (await transport.ReceiveAsync(buffer) is > 0 and var count)
        {
            answer.AddRange(buffer.AsSpan(0, count));
        }

        transport.Close();
        return Encoding.UTF8.GetString([.. answer]);
    }
}
