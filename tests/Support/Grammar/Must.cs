using System.Text;
using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>Demands on JSON values. Each breach says what was found.</summary>
internal static class Must
{
    private const int Shown = 300;
    public static void Be(bool condition, string breach)
    {
        if (!condition)
        {
            throw new GrammarException(breach);
        }
    }

    public static JsonElement Parse(ReadOnlySpan<byte> json) => Parse(Encoding.UTF8.GetString(json));

    public static JsonElement Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement.Clone();
            Unique(root);
            return root;
        }
        catch (JsonException problem)
        {
            throw new GrammarException($"no JSON: {Cut(json)}", problem);
        }
    }

    public static JsonElement Object(JsonElement value, string what)
    {
        Be(value.ValueKind == JsonValueKind.Object, $"{what} is no object: {Cut(value)}");
        return value;
    }

    public static JsonElement Has(JsonElement of, string name)
    {
        Be(of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out _), $"'{name}' is missing in {Cut(of)}");
        return of.GetProperty(name);
    }

    public static string String(JsonElement of, string name)
    {
        var value = Has(of, name);
        Be(value.ValueKind == JsonValueKind.String, $"'{name}' is no text in {Cut(of)}");
        return value.GetString()!;
    }

    public static string Filled(JsonElement of, string name)
    {
        var value = String(of, name);
        Be(value.Length > 0, $"'{name}' is empty in {Cut(of)}");
        return value;
    }

    public static void Is(JsonElement of, string name, string value) =>
        Be(string.Equals(String(of, name), value, StringComparison.Ordinal), $"'{name}' is not '{value}' in {Cut(of)}");

    public static string OneOf(JsonElement of, string name, params ReadOnlySpan<string> values)
    {
        var value = String(of, name);
        Be(values.Contains(value), $"'{name}' is '{value}' in {Cut(of)}");
        return value;
    }

    public static long Count(JsonElement of, string name)
    {
        var value = Has(of, name);
        Be(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) && value.GetInt64() >= 0, $"'{name}' is no count in {Cut(of)}");
        return value.GetInt64();
    }

    /// <summary>0 where it is not there or null.</summary>
    public static long CountOrNone(JsonElement of, string name) => Exists(of, name) ? Count(of, name) : 0;

    public static JsonElement Array(JsonElement of, string name)
    {
        var value = Has(of, name);
        Be(value.ValueKind == JsonValueKind.Array, $"'{name}' is no list in {Cut(of)}");
        return value;
    }

    public static void Null(JsonElement of, string name) => Be(Has(of, name).ValueKind == JsonValueKind.Null, $"'{name}' is not null in {Cut(of)}");

    /// <summary>There, and null or of that kind.</summary>
    public static void NullOr(JsonElement of, string name, JsonValueKind kind) =>
        Be(Has(of, name).ValueKind is var found && (found == kind || found == JsonValueKind.Null), $"'{name}' is neither null nor {kind} in {Cut(of)}");

    /// <summary>It is there and not null.</summary>
    public static bool Exists(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>It has no members but these.</summary>
    public static void Only(JsonElement of, string what, params ReadOnlySpan<string> names)
    {
        foreach (var member in of.EnumerateObject())
        {
            Be(names.Contains(member.Name), $"{what} has a field that its dialect does not: '{member.Name}'");
        }
    }

    /// <summary>No name stands twice in an object; what a model wrote itself is its own affair, and a provider's notes come back to it as they were.</summary>
    private static void Unique(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                Unique(item);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in value.EnumerateObject())
            {
                Be(names.Add(member.Name), $"'{member.Name}' stands twice in {Cut(value)}");
                if (member.Name is not ("input" or "args" or "reasoning_details"))
                {
                    Unique(member.Value);
                }
            }
        }
    }

    public static string Cut(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "nothing" : Cut(value.GetRawText());

    public static string Cut(string text) => text.Length <= Shown ? text : text[..Shown] + " …";
}
