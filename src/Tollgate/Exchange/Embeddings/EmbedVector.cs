using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;

namespace Tollgate.Exchange.Embeddings;

/// <summary>One vector in its two spellings: a JSON array of numbers, and base64 of little-endian 32-bit floats.</summary>
internal static class EmbedVector
{
    private const int FloatBytes = 4;

    /// <summary>Characters of the longest float.</summary>
    private const int MaxFloatText = 32;

    /// <summary>Whether a value is a vector at all.</summary>
    public static bool IsVector(JsonNode value) => value.IsArray || value is { IsString: true, Text.IsEmpty: false };

    /// <summary>Writes it as numbers. Base64 that is none becomes an empty array.</summary>
    public static void WriteNumbers(ReadOnlySpan<byte> vector, JsonOut json)
    {
        if (vector[0] == (byte)'[')
        {
            json.Raw(vector);
            return;
        }

        var text = Inside(vector);
        var floats = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(text.Length));
        var decoded = Base64.DecodeFromUtf8(text, floats, out _, out var length) == OperationStatus.Done ? length : 0;
        Span<byte> number = stackalloc byte[MaxFloatText];
        json.BeginArray();
        for (var at = 0; at + FloatBytes <= decoded; at += FloatBytes)
        {
            var value = BinaryPrimitives.ReadSingleLittleEndian(floats.AsSpan(at));
            if (float.IsFinite(value) && Utf8Formatter.TryFormat(value, number, out var written))
            {
                json.Raw(number[..written]);
            }
            else
            {
                json.Number(0);
            }
        }

        json.EndArray();
        ArrayPool<byte>.Shared.Return(floats);
    }

    /// <summary>Writes it as base64. What is no number counts as 0.</summary>
    public static void WriteBase64(ReadOnlySpan<byte> vector, JsonOut json)
    {
        if (vector[0] == (byte)'"')
        {
            json.Raw(vector);
            return;
        }

        // A number takes two bytes of the text at least, its comma included.
        var floats = ArrayPool<byte>.Shared.Rent(((vector.Length / 2) + 1) * FloatBytes);
        var length = ReadNumbers(vector, floats);
        var text = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(length));
        Base64.EncodeToUtf8(floats.AsSpan(0, length), text, out _, out var written);
        json.Ascii(text.AsSpan(0, written));
        ArrayPool<byte>.Shared.Return(text);
        ArrayPool<byte>.Shared.Return(floats);
    }

    private static int ReadNumbers(ReadOnlySpan<byte> vector, Span<byte> floats)
    {
        var reader = new Utf8JsonReader(vector);
        var length = 0;
        reader.Read(); // the opening bracket
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var value = reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) ? (float)number : 0;
            reader.TrySkip();
            BinaryPrimitives.WriteSingleLittleEndian(floats[length..], float.IsFinite(value) ? value : 0);
            length += FloatBytes;
        }

        return length;
    }

    /// <summary>Without its quotes, and without the escapes that some serialisers put before slashes.</summary>
    private static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> quoted) => new JsonString(quoted[1..^1].ToArray()).Decode().Span;
}
