using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Json;

namespace Tollgate.Upstreams;

/// <summary>Bytes that should be JSON, parsed. It keeps to them, and is disposed before they change.</summary>
internal readonly struct ParsedJson : IDisposable
{
    /// <summary>
    /// Looked through before it is parsed, up to this length: parsing what is no JSON costs an exception of a KiB, which a stream of
    /// nothing but such frames would make many times what it sends.
    /// </summary>
    private const int ShortBytes = 64;

    private readonly JsonDocument? _document;

    private ParsedJson(JsonDocument document, ReadOnlyMemory<byte> json)
    {
        _document = document;
        Root = JsonNode.Of(document, json);
    }

    /// <summary>It is JSON.</summary>
    public bool IsJson => _document is not null;

    /// <summary>The document's value; that of what is no JSON is not there.</summary>
    public JsonNode Root { get; }

    public static ParsedJson Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length <= ShortBytes && !JsonScan.IsValue(json.Span))
        {
            return default;
        }

        try
        {
            return new ParsedJson(JsonDocument.Parse(json), json);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _document?.Dispose();
}
