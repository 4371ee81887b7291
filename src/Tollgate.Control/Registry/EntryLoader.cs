using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Control.Secrets;

namespace Tollgate.Control.Registry;

/// <summary>Turns stored entries into what can be served. One that does not open or does not read says why, and hurts no other.</summary>
internal sealed class EntryLoader(MasterKeyRing masters, ReadEntry read)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Opens and reads a stored entry.</summary>
    public LoadedEntry Load(StoredEntry stored)
    {
        JsonObject shown = [];
        try
        {
            shown = Parse(stored.Document);
            return Open(stored, out var problem) is { } secrets
                ? Read(stored, EntryDocument.Join(shown, secrets), out _) with { Shown = EntryDocument.Masked(shown, secrets) }
                : new LoadedEntry { Stored = stored, Shown = shown, Problem = problem };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return new LoadedEntry { Stored = stored, Shown = shown, Problem = new EntryProblem("", "is damaged in the store") };
        }
    }

    /// <summary>Reads settings, whole and with their secrets.</summary>
    /// <param name="stored">The entry that they are to be of.</param>
    /// <param name="settings">As given; not changed.</param>
    /// <param name="secretPaths">Which of them are secret.</param>
    public LoadedEntry Read(StoredEntry stored, JsonObject settings, out IReadOnlyList<string> secretPaths)
    {
        var errors = new List<(string Path, string Message)>();
        var plain = settings.DeepClone().AsObject();
        var own = stored.Kind == RegistryKind.Provider ? EntrySettings.Take(plain, errors) : EntrySettings.None;
        var reading = read(stored.Kind, plain);
        errors.AddRange(reading.Errors);
        secretPaths = reading.SecretPaths;
        return new LoadedEntry
        {
            Stored = stored,
            Shown = settings,
            Settings = own,
            Provider = reading.Provider is { } provider ? provider with { FromFile = false } : null,
            Model = reading.Model,
            Problem = errors is [var (path, message), ..] ? new EntryProblem(path, message) : null,
        };
    }

    /// <summary>The first of these settings that no entry of the kind has; null when there is none.</summary>
    public string? FindUnknown(RegistryKind kind, JsonObject settings)
    {
        var plain = settings.DeepClone().AsObject();
        if (kind == RegistryKind.Provider)
        {
            EntrySettings.Rename(plain);
            EntrySettings.Take(plain, []);
        }

        return read(kind, plain).Unknown is [var first, ..] ? first : null;
    }

    /// <summary>The secret settings of an entry; null when they do not open.</summary>
    public JsonObject? Open(StoredEntry stored, out EntryProblem? problem)
    {
        problem = null;
        if (stored.Secrets is not { } row)
        {
            return [];
        }

        if (masters.Find(row.MasterKey) is not { } master || row.Open(master) is not { } plain)
        {
            problem = new EntryProblem("", "has secrets that do not open: altered, moved, or sealed under a master key that is not here");
            return null;
        }

        var secrets = JsonNode.Parse(plain, documentOptions: Strict)!.AsObject();
        CryptographicOperations.ZeroMemory(plain);
        return secrets;
    }

    public static JsonObject Parse(string document) => JsonNode.Parse(document, documentOptions: Strict)!.AsObject();
}
