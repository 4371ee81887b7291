using System.IO.Compression;
using System.Text;
using Tollgate.Loops;

namespace Tollgate.Streaming;

/// <summary>Takes gzip or brotli off an answer that came compressed although identity was asked for. Bounded in what comes out.</summary>
internal static class AnswerDecoder
{
    /// <summary>Whether a content coding can be taken off here.</summary>
    public static bool Knows(ReadOnlySpan<byte> coding) =>
        Ascii.EqualsIgnoreCase(coding, "gzip"u8) || Ascii.EqualsIgnoreCase(coding, "x-gzip"u8) || Ascii.EqualsIgnoreCase(coding, "br"u8);

    /// <summary>The decoded bytes, or null when they are broken or more than <paramref name="limit"/>.</summary>
    public static SendBuffer? Decode(EventLoop loop, ReadOnlyMemory<byte> encoded, int limit)
    {
        // gzip has a magic number (RFC 1952 2.3.1); brotli has none and is the only other coding known.
        var gzip = encoded.Span is [0x1f, 0x8b, ..];
        using var source = new MemoryStream(encoded.ToArray(), writable: false);
        using Stream decoder = gzip ? new GZipStream(source, CompressionMode.Decompress) : new BrotliStream(source, CompressionMode.Decompress);
        var decoded = SendBuffer.Rent(loop);
        try
        {
            while (true)
            {
                var read = decoder.Read(decoded.Reserve(4096));
                decoded.Advance(read);
                if (read == 0)
                {
                    return decoded;
                }

                if (decoded.Count > limit)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            // Broken, as gzip and brotli say it: the same as too much.
        }

        decoded.Return();
        return null;
    }
}
