using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>Members of a request's JSON, taken only if they have the kind that is expected. Anything else is as good as absent.</summary>
internal static class DemoJson
{
    /// <summary>A text member; null without one.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A whole number; null without one.</summary>
    public static int? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    /// <summary>True only for <c>true</c>.</summary>
    public static bool Flag(this JsonElement element, string name) => element.Member(name).ValueKind == JsonValueKind.True;

    /// <summary>The items of a list; none without one.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    /// <summary>A member of whatever kind; an undefined element without one.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;
}
