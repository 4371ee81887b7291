using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Control.Registry;

/// <summary>What a provider that registered itself proves its heartbeats with. It is random and long, so a plain hash of it is kept.</summary>
internal static class HeartbeatToken
{
    public const string Prefix = "tgh-";

    private const int Bytes = 32;

    public static string Generate() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Whether this token is the one of that hash; takes the same time whatever is wrong with it.</summary>
    public static bool Matches(string token, ReadOnlyMemory<byte> hash) =>
        !hash.IsEmpty && CryptographicOperations.FixedTimeEquals(HashOf(token), hash.Span);
}
