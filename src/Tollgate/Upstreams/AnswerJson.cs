using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Tollgate.Json;

namespace Tollgate.Upstreams;

/// <summary>Parses what a provider sends.</summary>
internal static class AnswerJson
{
    /// <summary>
    /// Looked through before it is parsed, up to this length: parsing what is no JSON costs an exception of a KiB, which a stream of
    /// nothing but such frames would make many times what it sends.
    /// </summary>
    private const int ShortBytes = 64;

    /// <summary>The document; false where it is none. It keeps to <paramref name="json"/> and is disposed before that changes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        if (json.Length <= ShortBytes && !JsonScan.IsValue(json.Span))
        {
            return false;
        }

        try
        {
            document = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
