using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Tollgate.Recording;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.Postgres;

/// <summary>Rows in PostgreSQL's binary COPY format (documentation of COPY, "Binary Format").</summary>
internal sealed class CopyBuffer : IRowTarget
{
    /// <summary>Microseconds from 1970 to 2000, where PostgreSQL's clock begins.</summary>
    private const long PostgresEpochMicroseconds = 946_684_800_000_000;

    /// <summary>Type number of <c>text</c>, which arrays of it name.</summary>
    private const int TextOid = 25;

    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);

    public CopyBuffer()
    {
        _bytes.Write(Signature);
        Int32(0);
        Int32(0);
    }

    private static ReadOnlySpan<byte> Signature =>
        [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0];

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Row(int columns) => Int16((short)columns);

    public void End() => Int16(-1);

    public void Clear() => _bytes.ResetWrittenCount();

    public void Id(RecordId id)
    {
        Int32(RecordId.Bytes);
        id.Write(_bytes.GetSpan(RecordId.Bytes));
        _bytes.Advance(RecordId.Bytes);
    }

    public void Time(long unixMilliseconds) => Whole(checked((unixMilliseconds * 1000) - PostgresEpochMicroseconds));

    public void Text(string value)
    {
        var text = PostgresText.Clean(value);
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var span = _bytes.GetSpan(sizeof(int) + most);
        var length = Encoding.UTF8.GetBytes(text, span[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        _bytes.Advance(sizeof(int) + length);
    }

    public void Whole(long value)
    {
        Int32(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    public void Flag(bool value)
    {
        Int32(1);
        _bytes.Write([value ? (byte)1 : (byte)0]);
    }

    /// <summary>A <c>text[]</c>: dimensions, no nulls, element type, length, lower bound 1, elements.</summary>
    public void Texts(IReadOnlyList<string> values)
    {
        var start = _bytes.WrittenCount;
        Int32(0);
        Int32(values.Count == 0 ? 0 : 1);
        Int32(0);
        Int32(TextOid);
        if (values.Count > 0)
        {
            Int32(values.Count);
            Int32(1);
            foreach (var value in values) { Text(value); }
        }

        // The length is known only now.
        var length = _bytes.WrittenCount - start - sizeof(int);
        var written = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_bytes.WrittenMemory);
        BinaryPrimitives.WriteInt32BigEndian(written.Span[start..], length);
    }

    private void Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_bytes.GetSpan(sizeof(short)), value);
        _bytes.Advance(sizeof(short));
    }

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
    }
}
