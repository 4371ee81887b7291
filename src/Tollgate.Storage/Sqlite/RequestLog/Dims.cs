using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>What a group has in common, by <c>StatsDimension</c>: eight numbers of texts, then status and error class themselves.</summary>
[InlineArray(Count)]
internal struct Dims : IEquatable<Dims>
{
    public const int Count = 10;

    /// <summary>The first so many are texts.</summary>
    public const int Texts = 8;

    public const int Status = 8;
    public const int Error = 9;

    private int _first;

    public static bool operator ==(Dims left, Dims right) => left.Equals(right);

    public static bool operator !=(Dims left, Dims right) => !left.Equals(right);

    public readonly bool Equals(Dims other) => ((ReadOnlySpan<int>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is Dims other && Equals(other);

    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes((ReadOnlySpan<int>)this));
        return hash.ToHashCode();
    }
}
