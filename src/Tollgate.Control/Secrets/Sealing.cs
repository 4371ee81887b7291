using System.Security.Cryptography;

namespace Tollgate.Control.Secrets;

/// <summary>
/// AES-256-GCM as one blob: 96-bit random nonce, ciphertext, 128-bit tag. One key seals at most 2^32 times (SP 800-38D): data keys seal
/// once, a master key wraps one data key per change of a secret.
/// </summary>
internal static class Sealing
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>What a blob is longer than its content.</summary>
    public const int Overhead = NonceBytes + TagBytes;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var blob = new byte[plain.Length + Overhead];
        var nonce = blob.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, blob.AsSpan(NonceBytes, plain.Length), blob.AsSpan(NonceBytes + plain.Length), associated);
        return blob;
    }

    /// <summary>The content; null when key, content or associated data are not those of the sealing.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> associated)
    {
        if (blob.Length < Overhead)
        {
            return null;
        }

        var plain = new byte[blob.Length - Overhead];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(blob[..NonceBytes], blob[NonceBytes..^TagBytes], blob[^TagBytes..], plain, associated);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
