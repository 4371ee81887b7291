using System.Text.Json;

namespace Tollgate.Surfaces.Models;

/// <summary>Models as Anthropic lists them.</summary>
internal static class AnthropicModels
{
    /// <summary>What Anthropic says where the date of release is not known.</summary>
    private static ReadOnlySpan<byte> UnknownDate => "1970-01-01T00:00:00Z"u8;

    public static void WritePage(ModelPage page, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var card in page.Cards)
        {
            Write(card, json);
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, page.HasMore);
        json.WriteString("first_id"u8, page.Cards.Count == 0 ? null : page.Cards[0].Name);
        json.WriteString("last_id"u8, page.Cards.Count == 0 ? null : page.Cards[^1].Name);
        json.WriteEndObject();
    }

    public static void Write(ModelCard card, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "model"u8);
        json.WriteString("id"u8, card.Name);
        json.WriteString("display_name"u8, card.Name);
        json.WriteString("created_at"u8, UnknownDate);
        if (card.MaxInput > 0)
        {
            json.WriteNumber("max_input_tokens"u8, card.MaxInput);
        }

        if (card.MaxOutput > 0)
        {
            json.WriteNumber("max_tokens"u8, card.MaxOutput);
        }

        json.WriteEndObject();
    }
}
