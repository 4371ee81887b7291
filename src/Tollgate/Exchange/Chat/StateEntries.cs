using System.Text.Json;

namespace Tollgate.Exchange.Chat;

/// <summary>Notes that are entries of <c>reasoning_details</c> (<see cref="StateOrigin.ReasoningDetails"/>), a JSON array of them.</summary>
internal static class StateEntries
{
    /// <summary>Writes the entries, in an array that was begun. They may come out of an envelope that a client forged: only whole JSON goes on.</summary>
    public static void Write(OpaqueState state, JsonOut json)
    {
        var source = state.Data.Decode();
        try
        {
            using var document = JsonDocument.Parse(source);
            foreach (var entry in JsonNode.Of(document, source).Items)
            {
                json.Raw(entry.Raw.Span);
            }
        }
        catch (JsonException)
        {
            // No entries: there is nothing to write.
        }
    }
}
