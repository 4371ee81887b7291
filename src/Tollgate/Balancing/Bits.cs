using System.Numerics;

namespace Tollgate.Balancing;

/// <summary>Sets of candidates are bits of a word.</summary>
internal static class Bits
{
    /// <summary>Place of the <paramref name="n"/>th bit that is set, counting from 0.</summary>
    public static int Nth(ulong bits, int n)
    {
        for (; n > 0; n--)
        {
            bits &= bits - 1;
        }

        return BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>Place of the first bit that is set behind <paramref name="place"/>, going round.</summary>
    public static int After(ulong bits, int place)
    {
        var behind = place >= 63 ? 0 : bits & (ulong.MaxValue << (place + 1));
        return BitOperations.TrailingZeroCount(behind == 0 ? bits : behind);
    }
}
