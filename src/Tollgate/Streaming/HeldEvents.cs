using Tollgate.Json;
using Tollgate.Loops;

namespace Tollgate.Streaming;

/// <summary>The beginning of an event whose end has not come. Holds a buffer only while it holds bytes.</summary>
internal struct HeldEvents(EventLoop loop)
{
    private SendBuffer? _bytes;

    public readonly int Count => _bytes?.Count ?? 0;

    public readonly ReadOnlyMemory<byte> Memory => _bytes?.Memory ?? default;

    public readonly ReadOnlySpan<byte> Bytes => _bytes is null ? default : _bytes.Span;

    /// <summary>For changes in place.</summary>
    public readonly Span<byte> Writable => _bytes is null ? default : _bytes.Writable;

    /// <summary>
    /// Nothing is held, or what is held is an event that lacks only its empty line: the data of its last line is whole. Anything else
    /// at the end of a stream was cut off.
    /// </summary>
    public readonly bool IsWhole
    {
        get
        {
            var last = Bytes.TrimEnd("\r\n"u8);
            if (last.IsEmpty)
            {
                return true;
            }

            var line = last[(last.LastIndexOfAny((byte)'\n', (byte)'\r') + 1)..];
            if (!SseLine.TryReadField(line, "data"u8, out var data))
            {
                return line[0] == (byte)':';
            }

            var scan = new JsonScan(data);
            return data.SequenceEqual("[DONE]"u8) || (scan.SkipValue(0) && scan.Position == data.Length);
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        (_bytes ??= SendBuffer.Rent(loop)).Write(bytes);
    }

    public void Release()
    {
        _bytes?.Return();
        _bytes = null;
    }
}
