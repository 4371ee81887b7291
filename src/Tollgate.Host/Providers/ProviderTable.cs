using System.Text.Json;
using Tollgate.Routing;

namespace Tollgate.Host.Providers;

/// <summary>Prints the kinds of provider: as a table for people, or as JSON.</summary>
internal static class ProviderTable
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static void Write(TextWriter output)
    {
        var rows = ProviderPresets.All.Select(Row).Prepend(["KIND", "SERVICE", "ADDRESS", "VARIABLE", "FORMATS"]).ToArray();
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    public static void WriteJson(TextWriter output)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartArray();
            foreach (var preset in ProviderPresets.All) { Write(json, preset); }
            json.WriteEndArray();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static string[] Row(ProviderPreset preset) =>
    [
        preset.Kind,
        preset.Title,
        preset.BaseUrl ?? (preset.IsDemo ? "built in" : "base_url is required"),
        preset.KeyVariable ?? string.Empty,
        string.Join(',', preset.Formats.Select(FormatNames.Of)),
    ];

    private static void Write(Utf8JsonWriter json, ProviderPreset preset)
    {
        json.WriteStartObject();
        json.WriteString("kind", preset.Kind);
        json.WriteString("title", preset.Title);
        Texts(json, "aliases", preset.Aliases);
        json.WriteString("base_url", preset.BaseUrl);
        Texts(json, "other_urls", preset.OtherUrls);
        json.WriteString("variable", preset.KeyVariable);
        json.WriteString("credential_header", preset.CredentialHeader);
        json.WriteBoolean("needs_key", preset.NeedsKey);
        Texts(json, "formats", preset.Formats.Select(FormatNames.Of));
        Texts(json, "models", preset.ModelPatterns);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) { json.WriteStringValue(text); }
        json.WriteEndArray();
    }
}
