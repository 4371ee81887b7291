using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Control.Http;

/// <summary>The admin key as it is kept: its SHA-256. Keys are long and random, so a plain hash is right for them.</summary>
internal sealed class AdminKey
{
    private readonly byte[] _sha256;

    private AdminKey(byte[] sha256)
    {
        _sha256 = sha256;
    }

    /// <summary>The key of this text.</summary>
    public static AdminKey OfText(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>The key of this hash.</summary>
    public static AdminKey OfHash(ReadOnlySpan<byte> sha256) => new(sha256.ToArray());

    /// <summary>Whether this is the key; takes the same time whatever is wrong with it.</summary>
    public bool Matches(ReadOnlySpan<byte> presented)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(presented, hash);
        return CryptographicOperations.FixedTimeEquals(hash, _sha256);
    }
}
