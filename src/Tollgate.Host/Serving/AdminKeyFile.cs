using System.Security.Cryptography;
using Tollgate.Control.Http;

namespace Tollgate.Host.Serving;

/// <summary>
/// The admin key of an installation without a configuration file: made at its first start, shown once, and kept as a hash in the data
/// folder.
/// </summary>
internal static class AdminKeyFile
{
    public const string Name = "admin-key.sha256";

    private const int KeyBytes = 32;

    /// <summary>The key, and its text where it was made just now.</summary>
    /// <exception cref="StartException">The file cannot be read or made, or holds something else.</exception>
    public static (AdminKey Key, string? Made) Open(string dataDir)
    {
        var path = Path.Combine(dataDir, Name);
        try
        {
            Directory.CreateDirectory(dataDir);
            return File.Exists(path) ? (Read(path), null) : Make(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"tollgate: the admin key cannot be kept: {exception.Message} Set TOLLGATE_ADMIN_KEY, or storage.data_dir to a folder that can be written.");
        }
    }

    private static AdminKey Read(string path)
    {
        var text = File.ReadAllText(path).Trim();
        if (text.Length != SHA256.HashSizeInBytes * 2 || !text.All(char.IsAsciiHexDigit))
        {
            throw new StartException($"tollgate: {path} does not hold the hash of an admin key; delete it to have a new key made");
        }

        return AdminKey.OfHash(Convert.FromHexString(text));
    }

    /// <summary>Whole or not at all: the hash is written beside and moved into place.</summary>
    private static (AdminKey Key, string Made) Make(string path)
    {
        var text = "sk-tg-admin-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var beside = path + ".new";
        File.Delete(beside);
        using (var file = new StreamWriter(beside, options))
        {
            file.Write(Convert.ToHexStringLower(hash));
        }

        File.Move(beside, path);
        return (AdminKey.OfHash(hash), text);
    }
}
