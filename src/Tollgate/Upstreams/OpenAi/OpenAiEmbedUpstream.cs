using Tollgate.Exchange;
using Tollgate.Exchange.Embeddings;
using Tollgate.Exchange.Unary;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>OpenAI's <c>POST /embeddings</c>.</summary>
/// <param name="errors">OpenAI's chat format.</param>
internal sealed class OpenAiEmbedUpstream(ChatUpstream errors) : UnaryUpstreamOf<EmbedRequest, EmbedAnswer>(errors)
{
    public override WireFormat Format => WireFormat.OpenAiEmbeddings;

    public override void Write(EmbedRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        call.WriteModel(json);
        json.Name("input"u8);
        json.BeginArray();
        foreach (var input in request.Inputs)
        {
            if (input.IsTokens)
            {
                json.Raw(input.Tokens.Span);
            }
            else
            {
                json.String(input.Text);
            }
        }

        json.EndArray();
        json.NumberIfAny("dimensions"u8, request.Dimensions);
        json.StringIfAny("user"u8, request.User);
        json.EndObject();
        notes.LoseSettingIf(request.Task != EmbedTask.None, "taskType", "OpenAI's embeddings are the same for every use");
    }

    public override bool TryRead(JsonNode body, EmbedRequest request, EmbedAnswer into)
    {
        into.Usage = PromptUsage.Read(body["usage"u8]);
        var data = body["data"u8];
        var vectors = new ReadOnlyMemory<byte>[Math.Min(data.Length, request.Inputs.Count)];
        var read = 0;
        foreach (var entry in data.Items)
        {
            var vector = entry["embedding"u8];
            var index = entry["index"u8].Whole ?? read;
            if (!EmbedVector.IsVector(vector) || index < 0 || index >= vectors.Length || !vectors[index].IsEmpty)
            {
                return false;
            }

            vectors[index] = vector.Raw;
            read++;
        }

        into.Vectors.AddRange(vectors);
        return read == request.Inputs.Count;
    }
}
