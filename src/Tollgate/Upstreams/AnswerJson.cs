using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Tollgate.Upstreams;

/// <summary>Parses what a provider sends.</summary>
internal static class AnswerJson
{
    /// <summary>The document; false where it is none. It keeps to <paramref name="json"/> and is disposed before that changes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JsonDocument? document)
    {
        try
        {
            document = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            document = null;
            return false;
        }
    }
}
