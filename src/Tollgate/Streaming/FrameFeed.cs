using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Loops;
using Tollgate.Upstreams.Bedrock;

namespace Tollgate.Streaming;

/// <summary>Parts a provider's stream into its frames and hands them to the reader of its format. Holds what is not complete yet.</summary>
internal sealed class FrameFeed
{
    /// <summary>Longest frame of an answer that somebody gets: a picture in base64 comes in one.</summary>
    private const int MostFrameBytes = 16 * 1024 * 1024;

    private readonly FrameKind _kind;
    private readonly AnswerReader _reader;
    private readonly int _maxFrameBytes;
    private SseScanner _scanner;
    private AwsFrameScanner _aws;
    private HeldEvents _held;
    private bool _started;

    public FrameFeed(FrameKind kind, AnswerReader reader, EventLoop loop, int maxFrameBytes = MostFrameBytes)
    {
        _kind = kind;
        _reader = reader;
        _maxFrameBytes = maxFrameBytes;
        _scanner = new SseScanner(maxFrameBytes);
        _held = new HeldEvents(loop);
    }

    /// <summary>The format's own end of an answer has been read.</summary>
    public bool HasEnded => _reader.IsEnded;

    /// <summary>A frame is longer than accepted: nothing more can be read.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>A frame is longer than accepted, or its bytes are not those that were sent: nothing more can be read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Takes the next bytes of the stream; complete frames are read at once.</summary>
    public void Feed(ReadOnlyMemory<byte> payload)
    {
        var end = EndOfFrames(payload.Span);
        if (end == 0)
        {
            _held.Append(payload.Span);
        }
        else if (_held.Count == 0)
        {
            Read(payload[..end]);
            _held.Append(payload.Span[end..]);
        }
        else
        {
            _held.Append(payload.Span[..end]);
            Read(_held.Memory);
            _held.Release();
            _held.Append(payload.Span[end..]);
        }

        IsTooLong |= _held.Count > _maxFrameBytes;
        IsBroken |= IsTooLong;
    }

    /// <summary>The stream's body has ended in good order. False where a frame was cut off, or the format's own end is missing.</summary>
    public bool Finish()
    {
        if (_held.Count > 0 && !IsBroken)
        {
            if (!IsWholeRest())
            {
                return false;
            }

            Read(_held.Memory);
        }

        return !IsBroken && (_reader.IsEnded || _reader.Complete());
    }

    /// <summary>Gives its memory back.</summary>
    public void Release() => _held.Release();

    private int EndOfFrames(ReadOnlySpan<byte> payload)
    {
        if (_kind == FrameKind.Lines)
        {
            return payload.LastIndexOf((byte)'\n') + 1;
        }

        if (_kind == FrameKind.AwsEvents)
        {
            var after = _aws.Feed(payload);
            IsBroken |= _aws.IsBroken;
            return after;
        }

        var end = _scanner.Feed(payload);
        IsTooLong |= _scanner.LineTooLong;
        return end;
    }

    private bool IsWholeRest() => _kind == FrameKind.Lines || (_kind == FrameKind.Sse && _held.IsWhole);

    private void Read(ReadOnlyMemory<byte> frames)
    {
        if (_kind == FrameKind.Lines)
        {
            ReadLines(frames);
        }
        else if (_kind == FrameKind.AwsEvents)
        {
            ReadAwsFrames(frames);
        }
        else
        {
            ReadEvents(frames);
        }
    }

    private void ReadAwsFrames(ReadOnlyMemory<byte> frames)
    {
        var reader = new AwsFrameReader(frames);
        while (!_reader.IsEnded && reader.TryRead(out var frame))
        {
            _reader.ReadFrame(frame.Name, frame.Payload);
        }

        IsBroken |= reader.IsBroken;
    }

    private void ReadLines(ReadOnlyMemory<byte> lines)
    {
        while (!lines.IsEmpty && !_reader.IsEnded)
        {
            var end = lines.Span.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[(end + 1)..];
            line = line.TrimEnd((byte)'\r');
            if (!line.Span.TrimStart(" \t"u8).IsEmpty)
            {
                _reader.ReadFrame(default, line);
            }
        }
    }

    private void ReadEvents(ReadOnlyMemory<byte> events)
    {
        var reader = new SseEventReader(events.Span, !_started);
        _started = true;
        while (!_reader.IsEnded && reader.TryRead(out var read))
        {
            if (read.DataLines > 1)
            {
                ReadJoined(in read);
            }
            else if (read.IsDone)
            {
                _reader.Complete();
            }
            else if (read.DataLines == 1 && events.Span.Overlaps(read.Data, out var at))
            {
                _reader.ReadFrame(read.Name, events.Slice(at, read.Data.Length));
            }
        }
    }

    /// <summary>An event with several data lines: no vendor's habit, so it may cost a copy.</summary>
    private void ReadJoined(in SseEvent read)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(read.Raw.Length);
        var length = read.JoinData(scratch);
        _reader.ReadFrame(read.Name, scratch.AsMemory(0, length));
        ArrayPool<byte>.Shared.Return(scratch, clearArray: true);
    }
}
