using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Keys;

/// <summary>SHA-256 of a credential: all that is kept of one. It does not print itself.</summary>
internal readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    public const int Bytes = SHA256.HashSizeInBytes;

    /// <summary>Hash of the whole credential, however long: two that differ anywhere never meet.</summary>
    public static KeyHash Of(ReadOnlySpan<byte> credential)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(credential, hash);
        return Read(hash);
    }

    /// <summary>The hash that a store kept as <see cref="Bytes"/> bytes.</summary>
    public static KeyHash Read(ReadOnlySpan<byte> hash) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(hash),
        BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]));

    /// <summary>Writes <see cref="Bytes"/> bytes: SHA-256 as others write it.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, A);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], B);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], C);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], D);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Bytes];
        Write(bytes);
        return bytes;
    }

    /// <summary>Hash of a credential read from configuration.</summary>
    public static KeyHash Of(string credential) => Of(Encoding.UTF8.GetBytes(credential));

    /// <summary>Says nothing: a hash in a log invites guessing.</summary>
    public override string ToString() => "(key hash)";
}
