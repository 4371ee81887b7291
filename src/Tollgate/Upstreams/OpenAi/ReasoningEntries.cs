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
                StateEntries.Write(state, json);
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
}
