using System.Text.Json;

namespace Tollgate.Surfaces.Models;

/// <summary>Models as Google lists them.</summary>
internal static class GeminiModels
{
    public static void WritePage(ModelPage page, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("models"u8);
        foreach (var card in page.Cards)
        {
            Write(card, json);
        }

        json.WriteEndArray();
        if (page is { HasMore: true, Cards.Count: > 0 })
        {
            json.WriteString("nextPageToken"u8, page.NextToken);
        }

        json.WriteEndObject();
    }

    public static void Write(ModelCard card, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, "models/" + card.Name);
        json.WriteString("version"u8, "1"u8);
        json.WriteString("displayName"u8, card.Name);
        json.WriteString("description"u8, $"Served by {card.Provider}.");
        if (card.MaxInput > 0)
        {
            json.WriteNumber("inputTokenLimit"u8, card.MaxInput);
        }

        if (card.MaxOutput > 0)
        {
            json.WriteNumber("outputTokenLimit"u8, card.MaxOutput);
        }

        // No configuration says what a model is for; vendors say it in the name.
        json.WriteStartArray("supportedGenerationMethods"u8);
        if (card.Name.Contains("embed", StringComparison.OrdinalIgnoreCase))
        {
            json.WriteStringValue("embedContent"u8);
        }
        else
        {
            json.WriteStringValue("generateContent"u8);
            json.WriteStringValue("countTokens"u8);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
