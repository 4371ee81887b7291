using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes <c>reasoning_details</c> for the providers that want them back (OpenRouter, MiniMax): as they came, or made from the text.</summary>
internal static class ReasoningEntries
{
    public static void Write(List<Part> parts, JsonOut json)
    {
        json.BeginArray();
        var index = 0;
        foreach (var part in parts.OfType<ReasoningPart>())
        {
            if (part.State is { Origin: StateOrigin.ReasoningDetails } state)
            {
                WriteOwn(state, json);
            }
            else if (!part.Text.IsEmpty)
            {
                json.BeginObject();
                json.Name("type"u8);
                json.Ascii("reasoning.text"u8);
                json.Name("text"u8);
                json.String(part.Text);
                json.Name("index"u8);
                json.Number(index);
                json.EndObject();
            }

            index++;
        }

        json.EndArray();
    }

    /// <summary>They may have come out of an envelope that a client forged: only whole JSON goes on.</summary>
    private static void WriteOwn(OpaqueState state, JsonOut json)
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
            // No entries: there is nothing to send.
        }
    }
}
