using System.Globalization;
using System.Security.Cryptography;
using Tollgate.Configuration;
using Tollgate.Metering.Bpe;

namespace Tollgate.Host.Yaml;

/// <summary>Reads the files of <c>tokenizers</c>. What has the content of one that is known already is not read again, and shares its memory.</summary>
internal static class TokenizerFiles
{
    /// <summary>The entries with their vocabularies; one whose file can not be used has an error.</summary>
    /// <param name="entries">As the configuration has them.</param>
    /// <param name="known">Those of the configuration in force.</param>
    /// <param name="findings">Takes the errors.</param>
    public static IReadOnlyList<TokenizerConfig> Load(IReadOnlyList<TokenizerConfig> entries, IReadOnlyList<TokenizerConfig> known, ConfigFindings findings)
    {
        List<TokenizerConfig> loaded = [];
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (entry.File.Length > 0 && (entry.Encoding is null || SplitRules.Of(entry.Encoding) is not null))
            {
                entry = entry with { Loaded = Load(entry, known.Concat(loaded), $"tokenizers[{i}]", findings) };
            }

            loaded.Add(entry);
        }

        return loaded;
    }

    private static LoadedVocabulary? Load(TokenizerConfig entry, IEnumerable<TokenizerConfig> known, string path, ConfigFindings findings)
    {
        if (Content(entry.File, out var problem) is not { } content)
        {
            findings.Error(path + ".file", problem);
            return null;
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        if (known.FirstOrDefault(other => other.Loaded?.Digest == digest && other.Encoding == entry.Encoding) is { } same)
        {
            return same.Loaded;
        }

        var isDocument = content.AsSpan().TrimStart(" \r\n\t"u8) is [(byte)'{', ..];
        if (isDocument != entry.Encoding is null)
        {
            findings.Error(path + ".encoding", isDocument ? "is not needed: a tokenizer.json says it itself" : "is missing: a rank file does not say how text is cut");
            return null;
        }

        var vocabulary = isDocument ? TokenizerJson.Read(content, out problem) : RankFile.Read(content, SplitRules.Of(entry.Encoding!)!, out problem);
        if (vocabulary is null)
        {
            findings.Error(path + ".file", problem);
            return null;
        }

        if (PublishedTokens(entry.Encoding) is { } published && published != vocabulary.Count)
        {
            findings.Warn(string.Create(
                CultureInfo.InvariantCulture, $"{path}.file has {vocabulary.Count} tokens, and {entry.Encoding} has {published}: it is another encoding's, or was cut short."));
        }

        return new LoadedVocabulary(vocabulary, digest);
    }

    /// <summary>Tokens in the rank file that OpenAI publishes for an encoding; a copy that ends at a line's end shows by nothing else.</summary>
    private static int? PublishedTokens(string? encoding) => encoding switch
    {
        "cl100k_base" => 100_256,
        "o200k_base" or "o200k_harmony" => 199_998,
        _ => null,
    };

    private static byte[]? Content(string path, out string problem)
    {
        problem = string.Empty;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.CanSeek ? Math.Min(file.Length, RankFile.MaxFileBytes) + 1 : RankFile.MaxFileBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length < bytes.Length)
            {
                return bytes[..length];
            }

            problem = string.Create(CultureInfo.InvariantCulture, $"is larger than {RankFile.MaxFileBytes} bytes");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = failure is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : "cannot be read: " + failure.GetType().Name;
        }

        return null;
    }
}
