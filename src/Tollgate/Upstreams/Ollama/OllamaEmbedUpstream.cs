using Tollgate.Exchange;
using Tollgate.Exchange.Embeddings;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;

namespace Tollgate.Upstreams.Ollama;

/// <summary>Ollama's <c>POST /api/embed</c>.</summary>
/// <param name="errors">Ollama's chat format.</param>
internal sealed class OllamaEmbedUpstream(ChatUpstream errors) : UnaryUpstreamOf<EmbedRequest, EmbedAnswer>(errors)
{
    public override WireFormat Format => WireFormat.OllamaEmbed;

    public override void Write(EmbedRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        call.WriteModel(json);
        json.Name("input"u8);
        json.BeginArray();
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            if (request.Inputs[i].IsTokens)
            {
                notes.Refuse($"input[{i}]", "this provider takes texts, not tokens");
            }

            json.String(request.Inputs[i].Text);
        }

        json.EndArray();
        json.NumberIfAny("dimensions"u8, request.Dimensions);
        json.EndObject();
        notes.LoseSettingIf(request.Task != EmbedTask.None, "taskType", "Ollama makes the same vectors for every use");
        notes.LoseSettingIf(!request.User.IsEmpty, "user", "Ollama takes no user");
    }

    public override bool TryRead(JsonNode body, EmbedRequest request, EmbedAnswer into)
    {
        if (body["prompt_eval_count"u8].Whole is { } tokens and >= 0)
        {
            into.Usage = new TokenUsage { Input = tokens, Source = UsageSource.Reported };
        }

        foreach (var vector in body["embeddings"u8].Items)
        {
            if (!vector.IsArray)
            {
                return false;
            }

            into.Vectors.Add(vector.Raw);
        }

        // The older /api/embedding, which some servers in front of it still speak, has one vector under another name.
        if (body["embedding"u8].IsArray)
        {
            into.Vectors.Add(body["embedding"u8].Raw);
        }

        return into.Vectors.Count == request.Inputs.Count;
    }
}
