namespace Tollgate.Routing.Explain;

/// <summary>How a request found its target, as <see cref="ExplainCodec"/> packed it: what journal and stores keep. Equal where the bytes are.</summary>
internal readonly struct PackedExplanation(byte[] bytes) : IEquatable<PackedExplanation>
{
    /// <summary>Longest one, in bytes: candidates that do not fit are left out.</summary>
    public const int MaxBytes = 2048;

    private readonly byte[]? _bytes = bytes;

    /// <summary>Nothing is known: the request had no route, or is older than explanations.</summary>
    public bool IsEmpty => _bytes is null or [];

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>For stores that keep texts.</summary>
    public string Text => IsEmpty ? "" : Convert.ToBase64String(_bytes!);

    public static bool operator ==(PackedExplanation left, PackedExplanation right) => left.Equals(right);

    public static bool operator !=(PackedExplanation left, PackedExplanation right) => !left.Equals(right);

    /// <summary>What <see cref="Text"/> gave; empty where it is none.</summary>
    public static PackedExplanation Of(string text)
    {
        var bytes = new byte[text.Length / 4 * 3];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var length) ? Of(bytes.AsSpan(0, length)) : default;
    }

    public static PackedExplanation Of(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? default : new(bytes.ToArray());

    public bool Equals(PackedExplanation other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is PackedExplanation other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public override string ToString() => Text;
}
