using Tollgate.Http1;
using Tollgate.Loops;

namespace Tollgate.Listening;

/// <summary>
/// The body of the request in hand. It lies decoded behind the head in the connection's receive buffer: <c>[head][body so far][not
/// yet looked at]</c>. Chunk framing is taken out in place.
/// </summary>
internal sealed class RequestBody(ReceiveBuffer input, BodyMemory memory)
{
    /// <summary>Slack for a chunked body over its limit, which is only noticed as it arrives.</summary>
    private const int Slack = 64 * 1024;

    private ChunkDecoder _decoder;
    private bool _chunked;
    private long _left;
    private int _at;
    private long _reserved;

    /// <summary>Body bytes at hand, decoded.</summary>
    public int Length { get; private set; }

    /// <summary>Decoded bytes received in all, those included that went on already.</summary>
    public long Received { get; private set; }

    /// <summary>All of the body has been received.</summary>
    public bool IsComplete { get; private set; }

    public ReadOnlySpan<byte> Bytes => input.Unread.Slice(_at, Length);

    public ReadOnlyMemory<byte> Memory => input.UnreadMemory.Slice(_at, Length);

    /// <summary>Starts with the head still in the buffer.</summary>
    public void Begin(RequestHead head)
    {
        _decoder = default;
        _chunked = head.Chunked;
        _left = Math.Max(0, head.ContentLength);
        _at = head.Length;
        Length = 0;
        Received = 0;
        IsComplete = !_chunked && _left == 0;
    }

    /// <summary>Takes what has arrived. <see cref="BodyStatus.More"/>, <see cref="BodyStatus.Complete"/> or <see cref="BodyStatus.Malformed"/>.</summary>
    public BodyStatus Absorb()
    {
        if (!IsComplete)
        {
            if (!_chunked)
            {
                var taken = (int)Math.Min(_left, input.Count - _at - Length);
                _left -= taken;
                Add(taken);
                IsComplete = _left == 0;
            }
            else if (!AbsorbChunks())
            {
                return BodyStatus.Malformed;
            }
        }

        return IsComplete ? BodyStatus.Complete : BodyStatus.More;
    }

    /// <summary>Receives once more and takes it.</summary>
    /// <param name="limit">Most body bytes, in all.</param>
    /// <param name="whole">All of it will be wanted, so that room for all of a declared length is made at once.</param>
    public async LoopTask<BodyStatus> ReadMoreAsync(long limit, bool whole = true)
    {
        var capacity = BufferPool.BlockSize;
        if (whole && !_chunked && _left > 0 && _left + Length <= limit)
        {
            capacity = (int)Math.Min(int.MaxValue, _at + Length + _left);
        }

        if (!TryGrowTo(Math.Max(capacity, input.Count + 1)))
        {
            return BodyStatus.NoMemory;
        }

        if (!await input.FillAsync(capacity))
        {
            return BodyStatus.ClientGone;
        }

        var status = Absorb();
        return Received > limit + (_chunked ? Slack : 0) || (IsComplete && Received > limit) ? BodyStatus.TooLarge : status;
    }

    /// <summary>Receives a piece to pass on, in a block that is free again after <see cref="PassedOn"/>.</summary>
    public async LoopTask<BodyStatus> ReadPieceAsync(long limit)
    {
        if (!await input.FillAsync())
        {
            return BodyStatus.ClientGone;
        }

        var status = Absorb();
        return Received > limit ? BodyStatus.TooLarge : status;
    }

    /// <summary>The head has been used: from now on the body stands at the front of the buffer and leaves it piece by piece.</summary>
    public void DropHead()
    {
        input.Consume(_at);
        _at = 0;
    }

    /// <summary>The bytes at hand went on.</summary>
    public void PassedOn()
    {
        input.Consume(Length);
        Length = 0;
        ReleaseMemory();
    }

    /// <summary>The request is over: head and body leave the buffer. What stands behind them is the next request.</summary>
    public void Finish()
    {
        input.Consume(_at + Length);
        _at = Length = 0;
        ReleaseMemory();
    }

    private void ReleaseMemory()
    {
        if (_reserved > 0)
        {
            memory.Release(_reserved);
            _reserved = 0;
        }
    }

    private bool TryGrowTo(int bytes)
    {
        if (bytes <= BufferPool.BlockSize || bytes <= _reserved)
        {
            return true;
        }

        // In steps of double size, as the buffer grows.
        var wanted = Math.Max(bytes, _reserved * 2);
        if (!memory.TryReserve(wanted - _reserved))
        {
            return false;
        }

        _reserved = wanted;
        return true;
    }

    private bool AbsorbChunks()
    {
        var from = _at + Length;
        var bytes = input.UnreadWritable;
        var read = from;
        var write = from;
        while (read < bytes.Length && !_decoder.Done)
        {
            var taken = _decoder.Take(bytes[read..], out var start, out var length);
            if (_decoder.Bad)
            {
                return false;
            }

            if (length > 0 && write != read + start)
            {
                bytes.Slice(read + start, length).CopyTo(bytes[write..]);
            }

            write += length;
            read += taken;
        }

        input.Remove(write, read - write);
        Add(write - from);
        IsComplete = _decoder.Done;
        return true;
    }

    private void Add(int count)
    {
        Length += count;
        Received += count;
    }
}
