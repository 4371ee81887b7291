using System.Text;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.FaultTests.Hostile;

/// <summary>Makes requests that are nearly right, and bytes that are none, from a seed.</summary>
internal sealed class RequestMutator(int seed)
{
    private static readonly string[] Tokens =
    [
        "\r\n", "\n", "\r", "\0", ":", " ", "\t", "content-length: 5\r\n", "content-length: -1\r\n", "transfer-encoding: chunked\r\n", "transfer-encoding: gzip\r\n",
        "connection: upgrade\r\nupgrade: websocket\r\n", "expect: 100-continue\r\n", "0\r\n\r\n", "ffffffffffffffff\r\n", "HTTP/1.0", "HTTP/2.0", "%00", "/../", "//", "\u00ff",
        "{", "}", "[", "\"", "\\u0000", "\\ud800", ",", "null", "1e999", "\"model\":", "\"stream\":true,", "host: a\r\n", "x_y: z\r\n", "GET http://h/ HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next bytes to send on one connection.</summary>
    public byte[] Next()
    {
        if (_random.Next(20) == 0)
        {
            var noise = new byte[_random.Next(1, 4096)];
            _random.NextBytes(noise);
            return noise;
        }

        var bytes = new List<byte>(Base());
        for (var left = _random.Next(1, 6); left > 0; left--)
        {
            Mutate(bytes);
        }

        return [.. bytes];
    }

    private byte[] Base()
    {
        string[] headers = ["authorization: Bearer " + Secrets.ClientKey];
        var body = Encoding.UTF8.GetBytes(Chat.Request(stream: _random.Next(2) == 0, content: new string('p', _random.Next(200))));
        return _random.Next(7) switch
        {
            0 => RawRequest.ChunkedBytes("POST", "/v1/chat/completions", body, _random.Next(1, 64), headers),
            1 => RawRequest.Bytes("GET", "/v1/models", null, headers),
            2 => RawRequest.Bytes("POST", "/v1/files", body, [.. headers, "content-type: multipart/form-data; boundary=b"]),
            3 => RawRequest.ChunkedBytes("POST", "/v1/files", body, _random.Next(1, 64), headers),
            4 => [.. RawRequest.Bytes("POST", "/v1/embeddings", body, headers), .. RawRequest.Bytes("GET", "/health", null)],
            5 => RawRequest.Bytes("POST", "/v1/responses", body, headers),
            _ => RawRequest.Bytes("POST", "/v1/chat/completions", body, headers),
        };
    }

    private void Mutate(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        switch (_random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, Math.Min(_random.Next(1, 20), bytes.Count - at));
                break;
            case 2:
                bytes.InsertRange(at, Encoding.Latin1.GetBytes(Tokens[_random.Next(Tokens.Length)]));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(0, Math.Min(bytes.Count, _random.Next(1, 100))));
                break;
            case 5 when _random.Next(20) == 0:
                bytes.InsertRange(at, Enumerable.Repeat((byte)_random.Next(256), _random.Next(100_000)));
                break;
            default:
                bytes.Insert(at, (byte)_random.Next(256));
                break;
        }
    }
}
