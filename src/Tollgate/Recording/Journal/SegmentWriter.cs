using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Tollgate.Recording.Journal;

/// <summary>
/// A segment being written: a preallocated file, mapped into memory. Appending is a copy into the page cache and no system call, and what has
/// been copied survives the end of the process. One writer at a time; any thread may read <see cref="Committed"/> and call <see cref="Flush"/>.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _size;
    private long _committed = JournalFormat.HeaderBytes;

    private SegmentWriter(SegmentHeader header, FileStream file, long size)
    {
        Header = header;
        Path = file.Name;
        _file = file;
        _size = size;
        _map = MemoryMappedFile.CreateFromFile(file, null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, size);
        _view.WriteArray(0, header.ToArray(), 0, JournalFormat.HeaderBytes);
    }

    public SegmentHeader Header { get; }

    public string Path { get; }

    /// <summary>Everything before this offset is written.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>Everything before this offset is on the disk.</summary>
    public long Durable { get; private set; }

    /// <summary>Bytes left for frames.</summary>
    public long Room => _size - _committed - JournalFormat.Padded(JournalFormat.KindBytes);

    private SafeMemoryMappedViewHandle Bytes => _view.SafeMemoryMappedViewHandle;

    /// <summary>Makes the file with its whole size, so that a full disk is met here and never while writing.</summary>
    /// <exception cref="IOException">There is no room, or the folder cannot be written to.</exception>
    public static SegmentWriter Create(string path, SegmentHeader header, long size)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            PreallocationSize = size,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // who asked for what, and captured content
        }

        var file = new FileStream(path, options);
        try
        {
            file.SetLength(size);
            return new SegmentWriter(header, file, size);
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Appends a frame that was composed whole: <see cref="JournalFormat.FrameHead"/> bytes, kind, version, content. There must be room.</summary>
    public void Append(Span<byte> frame)
    {
        var content = frame[JournalFormat.FrameHead..];
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], JournalFormat.Checksum(content));
        var at = _committed;
        Bytes.WriteSpan((ulong)at + 4, frame[4..]);
        Volatile.WriteBarrier();
        _view.Write(at, BitConverter.IsLittleEndian ? content.Length : BinaryPrimitives.ReverseEndianness(content.Length));
        Volatile.Write(ref _committed, at + JournalFormat.Padded(content.Length));
    }

    /// <summary>Forces to the disk what is written so far.</summary>
    public void Flush()
    {
        var upTo = Committed;
        if (upTo == Durable)
        {
            return;
        }

        if (!OperatingSystem.IsLinux())
        {
            _view.Flush(); // elsewhere a mapping's pages have to be written out by themselves
        }

        RandomAccess.FlushToDisk(_file.SafeFileHandle);
        Durable = upTo;
    }

    /// <summary>Closes the segment in order: an end mark, on the disk, without the room that was left.</summary>
    public void Seal()
    {
        Span<byte> end = stackalloc byte[JournalFormat.FrameHead + JournalFormat.KindBytes];
        end.Clear();
        end[JournalFormat.FrameHead] = (byte)FrameKind.End;
        end[JournalFormat.FrameHead + 1] = JournalFormat.Version;
        Append(end);
        Flush();
        Close(truncate: true);
    }

    public void Dispose() => Close(truncate: false);

    private void Close(bool truncate)
    {
        if (!_file.CanWrite)
        {
            return;
        }

        _view.Dispose();
        _map.Dispose();
        if (truncate)
        {
            _file.SetLength(_committed);
        }

        _file.Dispose();
    }
}
