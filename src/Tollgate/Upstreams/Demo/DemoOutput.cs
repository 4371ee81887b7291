using System.Buffers;
using System.Text;
using Tollgate.Loops;

namespace Tollgate.Upstreams.Demo;

/// <summary>Bytes of an answer on their way out, in one rented buffer that grows. Holds none while it is empty.</summary>
internal sealed class DemoOutput(EventLoop loop) : IBufferWriter<byte>
{
    private byte[]? _array;

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Memory => new(_array, 0, Count);

    /// <summary>What has been written, for filling in what was left open.</summary>
    public Span<byte> Written => _array.AsSpan(0, Count);

    public void Advance(int count) => Count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _array.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _array.AsSpan(Count);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Count += bytes.Length;
    }

    public void Write(string text) => Count += Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));

    /// <summary>Leaves <paramref name="count"/> bytes open.</summary>
    public void Skip(int count)
    {
        EnsureRoom(count);
        Count += count;
    }

    /// <summary>Forgets everything behind <paramref name="count"/> bytes.</summary>
    public void CutTo(int count) => Count = count;

    public void Release()
    {
        if (_array is not null)
        {
            loop.Buffers.Return(_array);
            _array = null;
        }

        Count = 0;
    }

    private void EnsureRoom(int sizeHint)
    {
        var wanted = Count + Math.Max(sizeHint, 256);
        if (_array is null)
        {
            _array = loop.Buffers.Rent(wanted);
        }
        else if (_array.Length < wanted)
        {
            var bigger = loop.Buffers.Rent(Math.Max(wanted, _array.Length * 2));
            Written.CopyTo(bigger);
            loop.Buffers.Return(_array);
            _array = bigger;
        }
    }
}
