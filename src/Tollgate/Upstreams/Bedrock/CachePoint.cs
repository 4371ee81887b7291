using Tollgate.Exchange;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Writes the mark that the prompt cache shall end here, where the model has one. Bedrock's stands behind the block that Anthropic's stands on.</summary>
internal static class CachePoint
{
    public static void Write(ReadOnlyMemory<byte> mark, BedrockModel model, TranslationNotes notes, JsonOut json)
    {
        if (mark.IsEmpty)
        {
            return;
        }

        if (!model.TakesCachePoints)
        {
            notes.Lose("cache_control", Loss.Setting, "this model has no prompt cache");
            return;
        }

        json.BeginObject();
        json.Name("cachePoint"u8);
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("default"u8);
        if (model.Claude >= 45 && mark.Span.IndexOf("\"1h\""u8) >= 0)
        {
            json.Name("ttl"u8);
            json.Ascii("1h"u8);
        }

        json.EndObject();
        json.EndObject();
    }
}
