using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Control.Secrets;

/// <summary>
/// The key that everything sealed in the control store hangs on. It never seals content itself, only data keys and derived keys, and it
/// cannot print itself.
/// </summary>
[DebuggerDisplay("master key {Id}")]
internal sealed class MasterKey
{
    public const int Bytes = 32;

    private const int IdBytes = 16;

    private readonly byte[] _key;

    /// <summary>A key of <see cref="Bytes"/> random bytes.</summary>
    public MasterKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Bytes)
        {
            throw new ArgumentException("A master key has 32 bytes.", nameof(key));
        }

        _key = key.ToArray();
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(_key, "tollgate master key id 1"u8).AsSpan(0, IdBytes));
    }

    /// <summary>
    /// Tells keys apart and says nothing about them: the store keeps it as the check value that a wrong key is recognised by.
    /// </summary>
    public string Id { get; }

    public static MasterKey Generate()
    {
        Span<byte> key = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(key);
        var made = new MasterKey(key);
        CryptographicOperations.ZeroMemory(key);
        return made;
    }

    /// <summary>Reads base64 of 32 bytes or 64 hexadecimal digits, as <c>TOLLGATE_MASTER_KEY</c> and key files have them.</summary>
    public static MasterKey? Parse(string text)
    {
        text = text.Trim();
        Span<byte> key = stackalloc byte[Bytes];
        var length = 0;
        if (text.Length == Bytes * 2 && text.All(char.IsAsciiHexDigit))
        {
            Convert.FromHexString(text, key, out _, out length);
        }
        else if (!Convert.TryFromBase64String(text, key, out length))
        {
            return null;
        }

        var parsed = length == Bytes && key.ContainsAnyExcept((byte)0) ? new MasterKey(key) : null;
        CryptographicOperations.ZeroMemory(key);
        return parsed;
    }

    /// <summary>A key for one purpose, from which neither this one nor another purpose's follows.</summary>
    public byte[] Derive(string purpose, string installation) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Bytes, Encoding.UTF8.GetBytes(installation), Encoding.UTF8.GetBytes(purpose));

    /// <summary>The text of a key file. Whoever calls this writes it where only this user can read.</summary>
    public string Reveal() => Convert.ToBase64String(_key);

    /// <summary>Wraps a data key for a place of the store.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> place) => Sealing.Seal(_key, dataKey, place);

    /// <summary>The data key; null when what was wrapped is another key's, was altered, or stands in another place.</summary>
    public byte[]? Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> place) => Sealing.Open(_key, wrapped, place);

    public override string ToString() => "***";
}
