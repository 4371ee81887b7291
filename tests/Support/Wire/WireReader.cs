using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tollgate.TestSupport;

/// <summary>Strict reading of HTTP/1.1 pieces from a stream, with one look-ahead fill so that a peer's going away can be watched without losing bytes.</summary>
internal sealed class WireReader(Stream stream)
{
    /// <summary>Longest line accepted, in bytes.</summary>
    private const int MaxLineBytes = 1024 * 1024;

    private readonly byte[] _block = new byte[64 * 1024];
    private byte[] _held = [];
    private int _start;
    private int _end;
    private Task<int>? _fill;

    /// <summary>Bytes received and not yet consumed.</summary>
    public int Buffered => _end - _start;

    /// <summary>Every byte consumed since the last call of <see cref="TakeCopy"/>, if recording is on.</summary>
    private ArrayBufferWriter<byte>? _copy;

    public void StartCopy() => _copy = new ArrayBufferWriter<byte>();

    public byte[] TakeCopy()
    {
        var bytes = _copy?.WrittenSpan.ToArray() ?? [];
        _copy = null;
        return bytes;
    }

    /// <summary>Begins (or joins) the one outstanding read; completes with the count, 0 at the end of the stream, or faults on a reset.</summary>
    public Task<int> WatchAsync() => _fill ??= ReadBlockAsync();

    /// <summary>Makes at least one more byte available; false at the end of the stream.</summary>
    public async Task<bool> FillAsync(CancellationToken stop)
    {
        var count = await WatchAsync().WaitAsync(stop);
        if (count == 0)
        {
            return false;
        }

        Append(count);
        _fill = null;
        return true;
    }

    /// <summary>A line without its CR LF; null if the stream ended before the first byte of one.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken stop)
    {
        var scanned = 0;
        while (true)
        {
            var lf = _held.AsSpan(_start + scanned, Buffered - scanned).IndexOf((byte)'\n');
            if (lf >= 0)
            {
                var line = Take(scanned + lf + 1);
                if (line.Length < 2 || line[^2] != '\r')
                {
                    throw new WireFormatException("Line ends in a bare LF.");
                }

                var text = Encoding.Latin1.GetString(line.AsSpan(0, line.Length - 2));
                return text.Contains('\r', StringComparison.Ordinal) ? throw new WireFormatException("Bare CR in a line.") : text;
            }

            scanned = Buffered;
            if (scanned > MaxLineBytes)
            {
                throw new WireFormatException("Line too long.");
            }

            if (!await FillAsync(stop))
            {
                return scanned == 0 ? null : throw new WireFormatException("Stream ended inside a line.");
            }
        }
    }

    /// <summary>Header or trailer lines up to and including the empty line.</summary>
    public async Task<WireHeaders> ReadHeadersAsync(CancellationToken stop)
    {
        var headers = new WireHeaders();
        while (true)
        {
            var line = await ReadLineAsync(stop) ?? throw new WireFormatException("Stream ended inside the headers.");
            if (line.Length == 0)
            {
                return headers;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !line.AsSpan(0, colon).ContainsOnlyTokenBytes())
            {
                throw new WireFormatException($"Malformed header line '{line}'.");
            }

            headers.Add(new WireHeader(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }
    }

    /// <summary>The size on a chunk's first line. Extensions are refused: neither side of ours writes them.</summary>
    public async Task<long> ReadChunkSizeAsync(CancellationToken stop)
    {
        var line = await ReadLineAsync(stop) ?? throw new WireFormatException("Stream ended where a chunk was due.");
        return line.Length is > 0 and <= 15 && line.All(char.IsAsciiHexDigit)
            ? long.Parse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : throw new WireFormatException($"Malformed chunk size '{line}'.");
    }

    /// <summary>The CR LF after a chunk's data.</summary>
    public async Task ReadChunkEndAsync(CancellationToken stop)
    {
        if (await ReadExactAsync(2, stop) is not [(byte)'\r', (byte)'\n'])
        {
            throw new WireFormatException("Chunk data is not followed by CR LF.");
        }
    }

    public async Task<byte[]> ReadExactAsync(long count, CancellationToken stop)
    {
        while (Buffered < count)
        {
            if (!await FillAsync(stop))
            {
                throw new WireFormatException($"Stream ended {count - Buffered} bytes early.");
            }
        }

        return Take((int)count);
    }

    /// <summary>What is there, at least one and at most <paramref name="limit"/> bytes; empty at the end of the stream.</summary>
    public async Task<byte[]> ReadSomeAsync(long limit, CancellationToken stop) =>
        Buffered > 0 || await FillAsync(stop) ? Take((int)Math.Min(limit, Buffered)) : [];

    private async Task<int> ReadBlockAsync() => await stream.ReadAsync(_block);

    private void Append(int count)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_held.Length - _end < count)
        {
            var grown = new byte[Math.Max(_block.Length, (Buffered + count) * 2)];
            _held.AsSpan(_start, Buffered).CopyTo(grown);
            _end -= _start;
            _start = 0;
            _held = grown;
        }

        _block.AsSpan(0, count).CopyTo(_held.AsSpan(_end));
        _end += count;
    }

    private byte[] Take(int count)
    {
        var bytes = _held.AsSpan(_start, count).ToArray();
        _start += count;
        _copy?.Write(bytes);
        return bytes;
    }
}
