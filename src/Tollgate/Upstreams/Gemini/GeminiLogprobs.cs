using System.Buffers;
using System.Text.Json;
using Tollgate.Exchange;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Google's <c>logprobsResult</c> as elements of OpenAI's <c>logprobs.content</c>.</summary>
internal static class GeminiLogprobs
{
    /// <summary>A JSON array of the elements; empty where there are none.</summary>
    public static ReadOnlyMemory<byte> Of(JsonNode result)
    {
        var chosen = result["chosenCandidates"u8];
        if (chosen.Length == 0)
        {
            return default;
        }

        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            var tops = result["topCandidates"u8].Each;
            foreach (var token in chosen.Each)
            {
                json.WriteStartObject();
                WriteToken(json, token);
                json.WriteStartArray("top_logprobs"u8);
                if (tops.MoveNext())
                {
                    foreach (var top in tops.Current["candidates"u8].Each)
                    {
                        json.WriteStartObject();
                        WriteToken(json, top);
                        json.WriteEndObject();
                    }
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return bytes.WrittenMemory;
    }

    private static void WriteToken(Utf8JsonWriter json, JsonNode token)
    {
        var text = token["token"u8].Text.Decode().Span;
        json.WriteString("token"u8, text);
        var logprob = token["logProbability"u8];
        json.WritePropertyName("logprob"u8);
        json.WriteRawValue(logprob.IsNumber ? logprob.Raw.Span : "0"u8);
        json.WriteStartArray("bytes"u8);
        foreach (var b in text)
        {
            json.WriteNumberValue(b);
        }

        json.WriteEndArray();
    }
}
