using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tollgate.Recording;

/// <summary>
/// Makes request ids for one loop. They are unique, not secret: a xorshift generator with a random start gives 120 of its bits to each
/// id, and costs a few nanoseconds.
/// </summary>
internal sealed class RequestIdSource
{
    /// <summary>Length of an id: <c>req_</c> and 24 characters.</summary>
    public const int Bytes = 28;

    private const int BitsPerCharacter = 5;
    private const int CharactersPerWord = 12;

    private ulong _low;
    private ulong _high;

    /// <summary>A source that starts anywhere.</summary>
    public RequestIdSource()
        : this(RandomNumberGenerator.GetBytes(16))
    {
    }

    /// <summary>A source that starts at these 16 bytes.</summary>
    internal RequestIdSource(ReadOnlySpan<byte> seed)
    {
        _low = MemoryMarshal.Read<ulong>(seed) | 1; // All zeros would stay zeros for ever.
        _high = MemoryMarshal.Read<ulong>(seed[8..]);
    }

    /// <summary>Writes the next id: <see cref="Bytes"/> bytes.</summary>
    public int Write(Span<byte> destination)
    {
        "req_"u8.CopyTo(destination);
        WriteWord(Next(), destination.Slice(4, CharactersPerWord));
        WriteWord(Next(), destination.Slice(4 + CharactersPerWord, CharactersPerWord));
        return Bytes;
    }

    /// <summary>Evenly distributed bits, for sampling.</summary>
    public uint Dice() => (uint)(Next() >> 32);

    private static void WriteWord(ulong word, Span<byte> destination)
    {
        var digits = "0123456789abcdefghjkmnpqrstvwxyz"u8;
        for (var i = 0; i < CharactersPerWord; i++)
        {
            destination[i] = digits[(int)(word & 31)];
            word >>= BitsPerCharacter;
        }
    }

    /// <summary>xorshift128+ (Vigna, 2014).</summary>
    private ulong Next()
    {
        var (x, y) = (_low, _high);
        _low = y;
        x ^= x << 23;
        _high = x ^ y ^ (x >> 18) ^ (y >> 5);
        return _high + y;
    }
}
