using System.Globalization;
using System.Text;

namespace Tollgate.TestSupport;

/// <summary>Bytes of well-formed requests, for tests that do not care about the spelling.</summary>
public static class RawRequest
{
    public static byte[] Bytes(string method, string target, ReadOnlyMemory<byte>? body, params string[] headers)
    {
        var head = Head(method, target, headers);
        if (body is { } bytes)
        {
            if (!Array.Exists(headers, line => line.StartsWith("content-type:", StringComparison.OrdinalIgnoreCase)))
            {
                head.Append("content-type: application/json\r\n");
            }

            head.Append(CultureInfo.InvariantCulture, $"content-length: {bytes.Length}\r\n\r\n");
            return [.. Encoding.Latin1.GetBytes(head.ToString()), .. bytes.Span];
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    /// <summary>The same with chunked framing, cut into chunks of at most <paramref name="chunkBytes"/>.</summary>
    public static byte[] ChunkedBytes(string method, string target, ReadOnlyMemory<byte> body, int chunkBytes, params string[] headers)
    {
        var bytes = new List<byte>(Encoding.Latin1.GetBytes(
            Head(method, target, headers).Append("content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n").ToString()));
        for (var at = 0; at < body.Length; at += chunkBytes)
        {
            bytes.AddRange(WireChunk.Bytes(body.Slice(at, Math.Min(chunkBytes, body.Length - at)).Span));
        }

        bytes.AddRange("0\r\n\r\n"u8);
        return [.. bytes];
    }

    private static StringBuilder Head(string method, string target, string[] headers)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {target} HTTP/1.1\r\n");
        if (!Array.Exists(headers, line => line.StartsWith("host:", StringComparison.OrdinalIgnoreCase)))
        {
            head.Append("host: gateway.test\r\n");
        }

        foreach (var line in headers)
        {
            head.Append(line).Append("\r\n");
        }

        return head;
    }
}
