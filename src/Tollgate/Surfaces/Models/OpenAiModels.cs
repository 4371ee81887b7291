using System.Text.Json;

namespace Tollgate.Surfaces.Models;

/// <summary>Models as OpenAI lists them.</summary>
internal static class OpenAiModels
{
    public static void WriteList(IReadOnlyList<ModelCard> cards, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var card in cards)
        {
            Write(card, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(ModelCard card, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, card.Name);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, 0);
        json.WriteString("owned_by"u8, card.Provider);
        json.WriteEndObject();
    }
}
