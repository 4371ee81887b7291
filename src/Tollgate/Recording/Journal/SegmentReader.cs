using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Tollgate.Recording.Journal;

/// <summary>
/// Reads the frames of one segment in order. Damage (a flipped bit, a tail that never reached the disk) is skipped to the next frame that
/// proves itself by its checksum, and counted; it never stops the reading.
/// </summary>
internal sealed class SegmentReader : IDisposable
{
    private const int ChunkBytes = 256 << 10;

    private readonly SafeFileHandle _file;
    private byte[] _buffer = new byte[ChunkBytes];
    private long _bufferAt;
    private int _buffered;
    private long _limit;

    private SegmentReader(SafeFileHandle file, SegmentHeader? header, long position)
    {
        _file = file;
        Header = header;
        Position = Math.Max(position, JournalFormat.HeaderBytes);
    }

    /// <summary>Null where the file's beginning is damaged: its frames may be sound all the same.</summary>
    public SegmentHeader? Header { get; }

    /// <summary>Offset of the next frame.</summary>
    public long Position { get; private set; }

    /// <summary>Nothing follows, now or later: an end mark, or the end of what a closed segment holds.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The end mark was there: the segment was closed in order.</summary>
    public bool WasSealed { get; private set; }

    /// <summary>Stretches that were no frames.</summary>
    public int DamagedStretches { get; private set; }

    /// <summary>Bytes in them.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>Opens a segment, closed or being written.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="position">Where a reader before this one stopped.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SegmentReader Open(string path, long position = 0)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> head = stackalloc byte[JournalFormat.HeaderBytes];
        var read = RandomAccess.Read(file, head, 0);
        return new SegmentReader(file, SegmentHeader.Read(head[..read]), position);
    }

    /// <summary>The next frame: its kind and its content, version left out. The span is valid until the next call.</summary>
    /// <param name="end">Frames end before this offset.</param>
    /// <param name="isOpen">More may be written later: the end is not final.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="content">What it holds.</param>
    public bool TryRead(long end, bool isOpen, out FrameKind kind, out ReadOnlySpan<byte> content)
    {
        _limit = end;
        kind = default;
        content = default;
        while (!AtEnd)
        {
            if (!TryFrameAt(Position, out var frame))
            {
                if (isOpen && Position >= end)
                {
                    return false;
                }

                Skip(end);
                continue;
            }

            Position += JournalFormat.Padded(frame.Length);
            if (frame[1] != JournalFormat.Version)
            {
                continue; // of a newer program: whoever wrote it can read it
            }

            kind = (FrameKind)frame[0];
            if (kind == FrameKind.End)
            {
                AtEnd = WasSealed = true;
                return false;
            }

            content = frame[JournalFormat.KindBytes..];
            return true;
        }

        return false;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Goes on at the next sound frame. Zeros up to the end are no damage: nothing was written there.</summary>
    private void Skip(long end)
    {
        var from = Position;
        var damaged = false;
        while (Position < end)
        {
            var window = Window(Position, 8);
            if (window.Length < 8)
            {
                damaged |= window.ContainsAnyExcept((byte)0);
                break;
            }

            damaged |= BinaryPrimitives.ReadUInt64LittleEndian(window) != 0;
            if (damaged && TryFrameAt(Position, out _))
            {
                break;
            }

            Position += 8;
        }

        AtEnd = Position >= end || Window(Position, 8).Length < 8;
        if (damaged)
        {
            DamagedStretches++;
            DamagedBytes += Math.Min(Position, end) - from;
        }
        else if (!AtEnd)
        {
            AtEnd = true;
        }
    }

    private bool TryFrameAt(long at, out ReadOnlySpan<byte> frame)
    {
        frame = default;
        var head = Window(at, JournalFormat.FrameHead);
        if (head.Length < JournalFormat.FrameHead)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(head);
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (length is < JournalFormat.KindBytes or > JournalFormat.MaxFrameBytes)
        {
            return false;
        }

        var whole = Window(at, JournalFormat.FrameHead + (int)length);
        if (whole.Length < JournalFormat.FrameHead + (int)length)
        {
            return false;
        }

        frame = whole.Slice(JournalFormat.FrameHead, (int)length);
        return JournalFormat.Checksum(frame) == checksum;
    }

    /// <summary>So many bytes from an offset on; fewer at the end.</summary>
    private ReadOnlySpan<byte> Window(long at, int length)
    {
        length = (int)Math.Min(length, Math.Max(0, _limit - at));
        if (length == 0)
        {
            return default;
        }

        if (at >= _bufferAt && at + length <= _bufferAt + _buffered)
        {
            return _buffer.AsSpan((int)(at - _bufferAt), length);
        }

        if (length > _buffer.Length)
        {
            _buffer = new byte[length];
        }

        _bufferAt = at;
        _buffered = RandomAccess.Read(_file, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, _limit - at)), at);
        return _buffer.AsSpan(0, Math.Min(length, _buffered));
    }
}
