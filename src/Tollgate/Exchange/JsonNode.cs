using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Tollgate.Exchange;

/// <summary>
/// One value of a parsed document, read leniently: what is not there, or of another kind, is empty rather than an error, since real answers
/// deviate from their schemas. Parts are handed out as slices of the source, never as copies.
/// </summary>
/// <param name="element">The value; the default one is "not there".</param>
/// <param name="source">The memory that the document was parsed from.</param>
internal readonly struct JsonNode(JsonElement element, ReadOnlyMemory<byte> source)
{
    private readonly JsonElement _element = element;
    private readonly ReadOnlyMemory<byte> _source = source;

    /// <summary>What it is; <see cref="JsonValueKind.Undefined"/> where it is not there.</summary>
    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>It is there and not null.</summary>
    public bool Exists => Kind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public bool IsObject => Kind == JsonValueKind.Object;

    public bool IsArray => Kind == JsonValueKind.Array;

    public bool IsString => Kind == JsonValueKind.String;

    public bool IsNumber => Kind == JsonValueKind.Number;

    public bool IsTrue => Kind == JsonValueKind.True;

    public bool IsFalse => Kind == JsonValueKind.False;

    /// <summary>True or false; null for anything else.</summary>
    public bool? Flag => IsTrue ? true : IsFalse ? false : null;

    /// <summary>Elements of an array, 0 for anything else.</summary>
    public int Length => IsArray ? _element.GetArrayLength() : 0;

    /// <summary>The member of that name.</summary>
    public JsonNode this[ReadOnlySpan<byte> name] =>
        IsObject && TryFind(name, out var value) ? new JsonNode(value, _source) : default;

    /// <summary>The element at that place. Counts from the first: for a few, not for a loop over all.</summary>
    public JsonNode this[int index] => index >= 0 && index < Length ? new JsonNode(_element[index], _source) : default;

    /// <summary>The text of a string; empty for anything else.</summary>
    public JsonString Text => IsString && Raw is { Length: >= 2 } raw ? new JsonString(raw[1..^1]) : default;

    /// <summary>The value as it stands in the source, quotes and all; empty where it is not there.</summary>
    public ReadOnlyMemory<byte> Raw
    {
        get
        {
            if (Kind == JsonValueKind.Undefined)
            {
                return default;
            }

            var raw = JsonMarshal.GetRawUtf8Value(_element);
            return _source.Span.Overlaps(raw, out var at) ? _source.Slice(at, raw.Length) : raw.ToArray();
        }
    }

    /// <summary>A whole number; null for anything else.</summary>
    public long? Whole => IsNumber ? _element.TryGetInt64(out var whole) ? whole : null : null;

    /// <summary>The elements of an array, without allocation; none for anything else. The index walks from the start each time, this does not.</summary>
    public JsonElements Each => new(_element, _source);

    /// <summary>The elements of an array; none for anything else.</summary>
    public IEnumerable<JsonNode> Items
    {
        get
        {
            foreach (var item in Each)
            {
                yield return item;
            }
        }
    }

    /// <summary>The members of an object by their decoded names; none for anything else.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode>> Members
    {
        get
        {
            if (!IsObject)
            {
                yield break;
            }

            foreach (var member in _element.EnumerateObject())
            {
                yield return new KeyValuePair<string, JsonNode>(NameOf(member), new JsonNode(member.Value, _source));
            }
        }
    }

    /// <summary>Whether it is this text.</summary>
    public bool Is(ReadOnlySpan<byte> text) => IsString && Text.Is(text);

    /// <summary>The root of a document.</summary>
    public static JsonNode Of(JsonDocument document, ReadOnlyMemory<byte> source) => new(document.RootElement, source);

    /// <summary>Half a character in some member's name (<c>\ud83d</c> alone) is legal JSON, and makes the platform's search throw.</summary>
    private bool TryFind(ReadOnlySpan<byte> name, out JsonElement value)
    {
        try
        {
            return _element.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            foreach (var member in _element.EnumerateObject())
            {
                if (JsonMarshal.GetRawUtf8PropertyName(member).SequenceEqual(name))
                {
                    value = member.Value;
                    return true;
                }
            }

            value = default;
            return false;
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }
}
