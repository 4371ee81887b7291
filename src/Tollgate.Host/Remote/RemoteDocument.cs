using System.Security.Cryptography;
using Tollgate.Configuration;
using Tollgate.Host.Serving;
using Tollgate.Host.Yaml;

namespace Tollgate.Host.Remote;

/// <summary>
/// Reads a document that came from elsewhere by the rules of a file. Its variables and paths are this machine's. What unlocks this machine's own
/// store, or the source, is not given to it: no document needs it, and one could send it away as a provider's key.
/// </summary>
/// <param name="address">Where it came from.</param>
/// <param name="settings">Give the data folder where the document names none.</param>
/// <param name="env">Gives an environment variable's value, null when it is not set.</param>
internal sealed class RemoteDocument(RemoteAddress address, RemoteSettings settings, Func<string, string?> env)
{
    /// <summary>Reads and checks it.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="known">Tokenizers in force.</param>
    public ConfigResult Read(ReadOnlySpan<byte> content, IReadOnlyList<TokenizerConfig>? known = null)
    {
        var result = YamlConfigLoader.LoadBytes(content, address.Name, Variable, known) with { Fingerprint = SHA256.HashData(content) };
        if (result.Config is not { } config)
        {
            return result;
        }

        var usual = new StorageConfig().DataDir;
        if (settings.DataDir is { } folder && config.Storage.DataDir == usual)
        {
            config = config with { Storage = config.Storage with { DataDir = folder } };
        }

        result = result with { Config = config };
        if (Path.GetFullPath(config.Storage.DataDir) == Path.GetFullPath(settings.CopyFolder))
        {
            return result;
        }

        var warning = $"A start without the source would look for its last copy in {settings.CopyFolder} and not in storage.data_dir; "
            + $"set {RemoteSettings.DataDirVariable} to the same folder.";
        return result with { Warnings = [.. result.Warnings, warning] };
    }

    private string? Variable(string name) =>
        name is RemoteSettings.TokenVariable or MasterKeySource.Variable or MasterKeySource.NextVariable ? null : env(name);
}
