using System.Buffers;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// An escape of a JSON string that comes character by character. It goes out whole, and both halves of a pair together, so that no piece of a stream
/// ends within a character. What turns out to be none goes out as the text that it is.
/// </summary>
internal sealed class OpenEscape
{
    /// <summary>Of <c>\u1234</c>.</summary>
    private const int One = 6;

    private static readonly SearchValues<byte> Short = SearchValues.Create("\"\\/bfnrt"u8);
    private readonly byte[] _bytes = new byte[2 * One];
    private int _length;

    /// <summary>One has begun and is not whole.</summary>
    public bool IsOpen => _length > 0;

    /// <summary>A backslash came.</summary>
    public void Begin() => _bytes[_length++] = (byte)'\\';

    /// <summary>The next character; 0 for one that is more than ASCII. False where it does not belong to it: then what came so far is out.</summary>
    public bool Take(byte next, ArrayBufferWriter<byte> into)
    {
        var place = _length % One;
        var fits = place switch
        {
            0 => next == (byte)'\\',
            1 => next == (byte)'u' || (_length == 1 && Short.Contains(next)),
            _ => char.IsAsciiHexDigit((char)next),
        };
        if (!fits)
        {
            return Break(next, into);
        }

        _bytes[_length++] = next;
        if (place == 1 && next != (byte)'u')
        {
            Flush(into);
        }
        else if (_length % One == 0)
        {
            EndOne(into);
        }

        return true;
    }

    private static bool IsHalf(ReadOnlySpan<byte> escape, ReadOnlySpan<byte> digits) => (escape[2] | 0x20) == (byte)'d' && digits.Contains(escape[3]);

    /// <summary>Four digits are there: a character, half of one that waits for the other, or a pair. Half a character that stays alone is none.</summary>
    private void EndOne(ArrayBufferWriter<byte> into)
    {
        if (_length > One && !IsHalf(_bytes.AsSpan(One), "cdefCDEF"u8))
        {
            DropHalf(into);
        }

        if (_length > One)
        {
            Flush(into);
        }
        else if (IsHalf(_bytes, "cdefCDEF"u8))
        {
            DropHalf(into);
        }
        else if (!IsHalf(_bytes, "89abAB"u8))
        {
            Flush(into);
        }
    }

    /// <summary>Half a character goes out as the sign for none, and what follows it is looked at anew; what is no escape at all becomes the backslash and letters that it was meant as.</summary>
    private bool Break(byte next, ArrayBufferWriter<byte> into)
    {
        if (_length >= One)
        {
            DropHalf(into);
            return _length > 0 && Take(next, into);
        }

        into.Write("\\"u8);
        Flush(into);
        return false;
    }

    private void DropHalf(ArrayBufferWriter<byte> into)
    {
        into.Write("\\ufffd"u8);
        _bytes.AsSpan(One.._length).CopyTo(_bytes);
        _length -= One;
    }

    private void Flush(ArrayBufferWriter<byte> into)
    {
        into.Write(_bytes.AsSpan(0, _length));
        _length = 0;
    }
}
