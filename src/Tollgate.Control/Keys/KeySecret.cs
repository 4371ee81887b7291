using System.Buffers.Text;
using System.Security.Cryptography;

namespace Tollgate.Control.Keys;

/// <summary>Secrets and ids of new keys.</summary>
internal static class KeySecret
{
    public const string Prefix = "sk-tg-";

    public const int HintLength = 4;

    /// <summary>256 bits; the last characters, which are shown as a hint, leave 232 unknown.</summary>
    private const int SecretBytes = 32;

    private const int IdBytes = 8;

    public static string Generate() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>An id that sorts by the time it was made at.</summary>
    public static string NewId(DateTimeOffset now) =>
        $"key_{now.ToUnixTimeMilliseconds():x12}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))}";

    public static string HintOf(string secret) => secret[^HintLength..];
}
