using System.Buffers.Binary;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>One header of a frame: a name, a type and a value, of which only texts matter here.</summary>
internal readonly ref struct AwsHeader
{
    /// <summary>Type of a value that is a text: two bytes of length before it.</summary>
    private const byte TextType = 7;

    private ReadOnlySpan<byte> Name { get; init; }

    /// <summary>Its value where that is a text; empty otherwise.</summary>
    public ReadOnlySpan<byte> Text { get; private init; }

    public bool Is(ReadOnlySpan<byte> name) => Name.SequenceEqual(name);

    /// <summary>Takes the first header; false at the end, or where the rest is none.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> headers, out AwsHeader header)
    {
        header = default;
        if (headers.IsEmpty || headers.Length < 2 + headers[0])
        {
            return false;
        }

        var name = headers.Slice(1, headers[0]);
        var type = headers[1 + headers[0]];
        var value = headers[(2 + headers[0])..];
        if (!TryLength(type, value, out var skip, out var length) || value.Length < skip + length)
        {
            return false;
        }

        header = new AwsHeader { Name = name, Text = type == TextType ? value.Slice(skip, length) : default };
        headers = value[(skip + length)..];
        return true;
    }

    /// <summary>Lengths by type: true, false, byte, short, integer, long, bytes, text, time, UUID.</summary>
    private static bool TryLength(byte type, ReadOnlySpan<byte> value, out int skip, out int length)
    {
        skip = 0;
        length = type switch
        {
            0 or 1 => 0,
            2 => 1,
            3 => 2,
            4 => 4,
            5 or 8 => 8,
            9 => 16,
            _ => -1,
        };
        if (type is 6 or TextType && value.Length >= 2)
        {
            skip = 2;
            length = BinaryPrimitives.ReadUInt16BigEndian(value);
        }

        return length >= 0;
    }
}
