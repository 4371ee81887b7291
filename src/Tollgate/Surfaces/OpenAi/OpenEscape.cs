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
        if ((place == 1 && next != (byte)'u') || _length == _bytes.Length || (_length == One && !IsFirstHalf))
        {
            Flush(_length, into);
        }

        return true;
    }

    private bool IsFirstHalf => (_bytes[2] | 0x20) == (byte)'d' && "89abAB"u8.Contains(_bytes[3]);

    /// <summary>A first half alone goes out as it is, and what follows it is looked at anew; what is no escape at all becomes the backslash and letters that it was meant as.</summary>
    private bool Break(byte next, ArrayBufferWriter<byte> into)
    {
        if (_length > One)
        {
            into.Write(_bytes.AsSpan(0, One));
            _bytes.AsSpan(One.._length).CopyTo(_bytes);
            _length -= One;
            return Take(next, into);
        }

        into.Write(_length == One ? default : "\\"u8);
        Flush(_length, into);
        return false;
    }

    private void Flush(int length, ArrayBufferWriter<byte> into)
    {
        into.Write(_bytes.AsSpan(0, length));
        _length = 0;
    }
}
