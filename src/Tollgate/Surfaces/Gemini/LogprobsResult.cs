using System.Text.Json;
using Tollgate.Exchange;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Writes OpenAI's elements of <c>logprobs.content</c> as Google's <c>logprobsResult</c>.</summary>
internal static class LogprobsResult
{
    public static void Write(IReadOnlyList<ReadOnlyMemory<byte>> content, JsonOut json)
    {
        json.Name("logprobsResult"u8);
        json.BeginObject();
        json.Name("topCandidates"u8);
        json.BeginArray();
        WriteAll(content, json, tops: true);
        json.EndArray();
        json.Name("chosenCandidates"u8);
        json.BeginArray();
        WriteAll(content, json, tops: false);
        json.EndArray();
        json.EndObject();
    }

    private static void WriteAll(IReadOnlyList<ReadOnlyMemory<byte>> content, JsonOut json, bool tops)
    {
        for (var i = 0; i < content.Count; i++)
        {
            using var document = JsonDocument.Parse(content[i]);
            foreach (var token in JsonNode.Of(document, content[i]).Each)
            {
                if (tops)
                {
                    WriteTops(token["top_logprobs"u8], json);
                }
                else
                {
                    WriteToken(token, json);
                }
            }
        }
    }

    private static void WriteTops(JsonNode tops, JsonOut json)
    {
        json.BeginObject();
        json.Name("candidates"u8);
        json.BeginArray();
        foreach (var top in tops.Each)
        {
            WriteToken(top, json);
        }

        json.EndArray();
        json.EndObject();
    }

    private static void WriteToken(JsonNode token, JsonOut json)
    {
        json.BeginObject();
        json.Name("token"u8);
        json.String(token["token"u8].Text);
        json.Name("logProbability"u8);
        json.Raw(token["logprob"u8].IsNumber ? token["logprob"u8].Raw.Span : "0"u8);
        json.EndObject();
    }
}
