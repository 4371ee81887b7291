using System.Text.Json;

namespace Tollgate.TestSupport.Extracts;

/// <summary>Reads JSON that may be any way: what is not there is nothing.</summary>
internal static class Loose
{
    public static JsonElement Get(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : default;

    public static bool Has(this JsonElement of, string name) => of.Get(name).ValueKind != JsonValueKind.Undefined;

    public static string Str(this JsonElement of, string name) => of.Get(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";

    public static long Num(this JsonElement of, string name) => of.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : 0;

    public static bool True(this JsonElement of, string name) => of.Get(name).ValueKind == JsonValueKind.True;

    public static IEnumerable<JsonElement> List(this JsonElement of, string name) => of.Get(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>Of a text as JSON; nothing where it is none.</summary>
    public static JsonElement Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
