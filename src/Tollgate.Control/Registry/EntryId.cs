using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Control.Registry;

/// <summary>Ids of entries.</summary>
internal static class EntryId
{
    public const int MaxLength = 64;

    private const string OfFilePrefix = "file_";
    private const int RandomBytes = 8;
    private const int NameBytes = 12;

    /// <summary>An id that sorts by the time it was made at.</summary>
    public static string New(RegistryKind kind, DateTimeOffset now) =>
        $"{(kind == RegistryKind.Provider ? "srv" : "mdl")}_{now.ToUnixTimeMilliseconds():x12}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes))}";

    /// <summary>The id of what the file or the environment names: the same as long as its name is.</summary>
    public static string OfFile(string name) =>
        OfFilePrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, NameBytes));
}
