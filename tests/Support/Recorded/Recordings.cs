using System.Text.Json;

namespace Tollgate.TestSupport;

/// <summary>The recorded exchanges in the folder <c>shared/recordings</c>, which lies beside one of the test binary's ancestors where it is present.</summary>
public static class Recordings
{
    private static readonly Lazy<string?> Located = new(Locate);
    private static readonly Lazy<IReadOnlyList<Recording>> Loaded = new(Load);

    /// <summary>False on a checkout without the recordings: tests that need them are skipped.</summary>
    public static bool Available => Folder is not null;

    /// <summary>Where they are; null on a checkout without them.</summary>
    public static string? Folder => Located.Value;

    /// <summary>All of them, in the order of the index; empty where there are none.</summary>
    public static IReadOnlyList<Recording> All() => Loaded.Value;

    /// <summary>Those that match everything given.</summary>
    /// <param name="api">Exact (<c>openai.chat</c>), or a prefix that ends in <c>*</c> (<c>openai.*</c>); null for any.</param>
    /// <param name="provider">Null for any.</param>
    /// <param name="isReal">Null for both.</param>
    /// <param name="isStream">Null for both.</param>
    public static IReadOnlyList<Recording> Where(string? api = null, string? provider = null, bool? isReal = null, bool? isStream = null) =>
        [.. All().Where(recording =>
            (api is null || Matches(recording.Api, api))
            && (provider is null || recording.Provider == provider)
            && (isReal is null || recording.IsReal == isReal)
            && (isStream is null || recording.IsStream == isStream))];

    public static Recording Get(string id) => All().First(recording => recording.Id == id);

    private static bool Matches(string api, string pattern) =>
        pattern.EndsWith('*') ? api.StartsWith(pattern[..^1], StringComparison.Ordinal) : api == pattern;

    private static string? Locate()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", "recordings");
            if (File.Exists(Path.Combine(candidate, "index.json")))
            {
                return candidate;
            }
        }

        return null;
    }

    private static IReadOnlyList<Recording> Load()
    {
        if (Folder is not { } folder)
        {
            return [];
        }

        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        return [.. index.RootElement.GetProperty("exchanges").EnumerateArray()
            .Select(entry => RecordingFile.Read(folder, entry.GetProperty("file").GetString()!))];
    }
}
