using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tollgate.Json;

/// <summary>
/// A strict walk over one JSON document that lies complete in memory. It makes no objects: it moves <see cref="Position"/> over
/// values and says what was wrong where one breaks the grammar. UTF-8 validity is the caller's check, once on the whole body.
/// </summary>
internal ref struct JsonScan(ReadOnlySpan<byte> json)
{
    /// <summary>Nested arrays and objects that are accepted: the platform's own limit, and more than any vendor's API needs.</summary>
    public const int MaxDepth = 64;

    /// <summary>Bytes of a key that are accepted, quotes left out.</summary>
    public const int MaxKeyBytes = 64 * 1024;

    private const int VectorBytes = 16;

    private static readonly SearchValues<byte> StringStops = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\"u8);

    private readonly ReadOnlySpan<byte> _json = json;

    /// <summary>Offset of the next byte to read; after a failure, of the byte at fault.</summary>
    public int Position { get; set; }

    /// <summary>Set by the call that returned false.</summary>
    public ScanErrorKind Error { get; private set; }

    /// <summary>The byte at <see cref="Position"/>, 0 at the end: no JSON token starts with 0.</summary>
    public readonly byte Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => At(Position);
    }

    /// <summary>Moves over white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SkipWhite() => Position = AfterWhite(Position);

    /// <summary>
    /// Steps into an object at <see cref="Position"/>. False on an error and on an empty object, which is stepped over whole;
    /// <see cref="Error"/> tells them apart.
    /// </summary>
    public bool TryEnterObject() => TryEnter((byte)'{', (byte)'}');

    /// <summary>Steps into an array, as <see cref="TryEnterObject"/> does into an object.</summary>
    public bool TryEnterArray() => TryEnter((byte)'[', (byte)']');

    /// <summary>Reads a key and its colon, and stands before the value then. The key is raw, without its quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadKey(out ReadOnlySpan<byte> key)
    {
        var start = Position + 1;
        var after = AfterKey(Position, out var keyEnd);
        if (after < 0)
        {
            key = default;
            return false;
        }

        key = _json[start..keyEnd];
        Position = after;
        return true;
    }

    /// <summary>After a value inside an object: true before the next key, false after the closing brace and on an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNextMember() => TryNext((byte)'}');

    /// <summary>After a value inside an array: true before the next one, false after the closing bracket and on an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNextElement() => TryNext((byte)']');

    /// <summary>Whether a text is one value with nothing but white space around it.</summary>
    public static bool IsValue(ReadOnlySpan<byte> text)
    {
        var scan = new JsonScan(text);
        scan.SkipWhite();
        return scan.SkipValue(0) && scan.AfterWhite(scan.Position) == text.Length;
    }

    /// <summary>Moves over one value of any kind, checking all of it.</summary>
    /// <param name="depth">Containers that are open around the value.</param>
    public bool SkipValue(int depth)
    {
        var pos = Position;
        var objects = 0UL;
        var open = depth;
        while (true)
        {
            var first = At(pos);
            switch (first)
            {
                case (byte)'"':
                    pos = AfterString(pos + 1);
                    break;
                case (byte)'{' or (byte)'[':
                    if (open == MaxDepth)
                    {
                        return Fail(ScanErrorKind.TooDeep, pos);
                    }

                    pos = AfterWhite(pos + 1);
                    if (At(pos) == first + 2)
                    {
                        pos++;
                        break;
                    }

                    open++;
                    objects <<= 1;
                    if (first == (byte)'{')
                    {
                        objects |= 1;
                        pos = AfterKey(pos, out _);
                        if (pos < 0)
                        {
                            return false;
                        }
                    }

                    continue;
                case (byte)'t':
                    pos = AfterLiteral(pos, "true"u8);
                    break;
                case (byte)'f':
                    pos = AfterLiteral(pos, "false"u8);
                    break;
                case (byte)'n':
                    pos = AfterLiteral(pos, "null"u8);
                    break;
                default:
                    pos = AfterNumber(pos);
                    break;
            }

            if (pos < 0)
            {
                return false;
            }

            while (true)
            {
                if (open == depth)
                {
                    Position = pos;
                    return true;
                }

                pos = AfterWhite(pos);
                var next = At(pos);
                if (next == (byte)',')
                {
                    pos = AfterWhite(pos + 1);
                    if ((objects & 1) != 0)
                    {
                        pos = AfterKey(pos, out _);
                        if (pos < 0)
                        {
                            return false;
                        }
                    }

                    break;
                }

                // The closing bytes are two above the opening ones in ASCII: '[' ']' and '{' '}'.
                if (next != ((objects & 1) != 0 ? (byte)'}' : (byte)']'))
                {
                    return FailHere(pos);
                }

                pos++;
                open--;
                objects >>= 1;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte At(int pos) => (uint)pos < (uint)_json.Length ? _json[pos] : (byte)0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int AfterWhite(int pos)
    {
        while (At(pos) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            pos++;
        }

        return pos;
    }

    private bool TryEnter(byte opening, byte closing)
    {
        if (At(Position) != opening)
        {
            return FailHere(Position);
        }

        Position = AfterWhite(Position + 1);
        if (At(Position) != closing)
        {
            return true;
        }

        Position++;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryNext(byte closing)
    {
        var pos = AfterWhite(Position);
        var next = At(pos);
        if (next == (byte)',')
        {
            Position = AfterWhite(pos + 1);
            return true;
        }

        if (next != closing)
        {
            return FailHere(pos);
        }

        Position = pos + 1;
        return false;
    }

    /// <summary>Offset of the value that belongs to the key at <paramref name="pos"/>, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int AfterKey(int pos, out int keyEnd)
    {
        keyEnd = 0;
        if (At(pos) != (byte)'"')
        {
            FailHere(pos);
            return -1;
        }

        var after = AfterString(pos + 1);
        if (after < 0)
        {
            return -1;
        }

        keyEnd = after - 1;
        if (keyEnd - pos - 1 > MaxKeyBytes)
        {
            Fail(ScanErrorKind.KeyTooLong, pos);
            return -1;
        }

        after = AfterWhite(after);
        if (At(after) != (byte)':')
        {
            FailHere(after);
            return -1;
        }

        return AfterWhite(after + 1);
    }

    /// <summary>Offset after the closing quote of the string whose first byte is at <paramref name="pos"/>, or -1.</summary>
    private int AfterString(int pos)
    {
        while (true)
        {
            // Keys and most values end within one vector; the general search costs more to start than they take.
            if (_json.Length - pos >= VectorBytes)
            {
                var bytes = Vector128.Create(_json.Slice(pos, VectorBytes));
                var stops = Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                    | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                    | Vector128.LessThan(bytes, Vector128.Create((byte)0x20));
                var mask = stops.ExtractMostSignificantBits();
                if (mask != 0)
                {
                    pos += BitOperations.TrailingZeroCount(mask);
                    goto Stop;
                }

                pos += VectorBytes;
            }

            var skip = _json[pos..].IndexOfAny(StringStops);
            if (skip < 0)
            {
                Fail(ScanErrorKind.UnexpectedEnd, _json.Length);
                return -1;
            }

            pos += skip;

        Stop:
            var stop = _json[pos];
            if (stop == (byte)'"')
            {
                return pos + 1;
            }

            if (stop != (byte)'\\')
            {
                Fail(ScanErrorKind.ControlByte, pos);
                return -1;
            }

            pos = AfterEscape(pos);
            if (pos < 0)
            {
                return -1;
            }
        }
    }

    private int AfterEscape(int pos)
    {
        if (At(pos + 1) is (byte)'n' or (byte)'"' or (byte)'\\' or (byte)'t' or (byte)'r' or (byte)'/' or (byte)'b' or (byte)'f')
        {
            return pos + 2;
        }

        if (pos + 1 >= _json.Length)
        {
            Fail(ScanErrorKind.UnexpectedEnd, pos);
            return -1;
        }

        if (JsonText.TryReadEscape(_json[pos..], out _, out var used))
        {
            return pos + used;
        }

        // Twelve bytes were asked for only after a valid first half.
        Fail(used == 12 ? ScanErrorKind.LoneSurrogate : ScanErrorKind.BadEscape, pos);
        return -1;
    }

    private int AfterLiteral(int pos, ReadOnlySpan<byte> literal)
    {
        if (_json[pos..].StartsWith(literal))
        {
            return pos + literal.Length;
        }

        FailHere(literal.StartsWith(_json[pos..]) ? _json.Length : pos);
        return -1;
    }

    private int AfterNumber(int pos)
    {
        var end = JsonNumber.Measure(_json[pos..], out var error);
        if (error == ScanErrorKind.None)
        {
            return pos + end;
        }

        // Only a byte that can start a number makes this a bad number; anything else is no value at all.
        if (end == 0)
        {
            FailHere(pos);
        }
        else
        {
            Fail(error, pos);
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool FailHere(int pos) => Fail(pos >= _json.Length ? ScanErrorKind.UnexpectedEnd : ScanErrorKind.UnexpectedByte, pos);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Fail(ScanErrorKind error, int pos)
    {
        Error = error;
        Position = Math.Min(pos, _json.Length);
        return false;
    }
}
