using System.Buffers.Binary;
using System.Text;

namespace Tollgate.Tests.Telemetry.Otlp;

/// <summary>A protobuf message taken apart by hand: fields by number, in order. It knows nothing of the writer under test.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, int Type, ulong Number, byte[] Bytes)> _fields = [];

    private ProtoMessage()
    {
    }

    public static ProtoMessage Parse(ReadOnlySpan<byte> bytes)
    {
        var message = new ProtoMessage();
        while (!bytes.IsEmpty)
        {
            var tag = Varint(ref bytes);
            var (field, type) = ((int)(tag >> 3), (int)(tag & 7));
            message._fields.Add(type switch
            {
                0 => (field, type, Varint(ref bytes), []),
                1 => (field, type, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8)), []),
                2 => (field, type, 0, Take(ref bytes, (int)Varint(ref bytes)).ToArray()),
                5 => (field, type, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4)), []),
                _ => throw new InvalidDataException($"Wire type {type} of field {field}."),
            });
        }

        return message;
    }

    public IReadOnlyList<ProtoMessage> All(int field) => [.. _fields.Where(f => f.Field == field).Select(f => Parse(f.Bytes))];

    public ProtoMessage One(int field) => Parse(_fields.Single(f => f.Field == field).Bytes);

    public bool Has(int field) => _fields.Exists(f => f.Field == field);

    public string Text(int field) => _fields.Where(f => f.Field == field).Select(f => Encoding.UTF8.GetString(f.Bytes)).SingleOrDefault("");

    public string Hex(int field) => Convert.ToHexStringLower(_fields.Where(f => f.Field == field).Select(f => f.Bytes).SingleOrDefault([]));

    public ulong Number(int field, int type)
    {
        var found = _fields.Where(f => f.Field == field).ToArray();
        return found is [var one] && one.Type == type ? one.Number : throw new InvalidDataException($"Field {field} is there {found.Length} times.");
    }

    public double Double(int field) => BitConverter.UInt64BitsToDouble(Number(field, 1));

    public ulong[] Fixed64s(int field)
    {
        var bytes = _fields.Single(f => f.Field == field).Bytes;
        return [.. Enumerable.Range(0, bytes.Length / 8).Select(i => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i * 8)))];
    }

    public double[] Doubles(int field) => [.. Fixed64s(field).Select(BitConverter.UInt64BitsToDouble)];

    /// <summary>Attributes as text; each name only once.</summary>
    public Dictionary<string, string> Attributes(int field) => All(field).ToDictionary(pair => pair.Text(1), pair => Value(pair.One(2)), StringComparer.Ordinal);

    private static string Value(ProtoMessage any) =>
        any.Has(1) ? any.Text(1) : any.Has(2) ? (any.Number(2, 0) == 1 ? "true" : "false") : any.Number(3, 0).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int length)
    {
        var taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(ref bytes, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
