using Tollgate.Exchange;
using Tollgate.Exchange.Embeddings;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>OpenAI's <c>POST /embeddings</c>.</summary>
/// <param name="errors">OpenAI's chat format.</param>
internal sealed class OpenAiEmbedUpstream(ChatUpstream errors) : UnaryUpstreamOf<EmbedRequest, EmbedAnswer>(errors)
{
    public override WireFormat Format => WireFormat.OpenAiEmbeddings;

    public override void Write(EmbedRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        json.Name("model"u8);
        json.Text(System.Text.Encoding.UTF8.GetBytes(call.Model));
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
        if (request.Dimensions is { } dimensions)
        {
            json.Name("dimensions"u8);
            json.Number(dimensions);
        }

        if (!request.User.IsEmpty)
        {
            json.Name("user"u8);
            json.String(request.User);
        }

        json.EndObject();
        if (request.Task != EmbedTask.None)
        {
            notes.Lose("taskType", Loss.Setting, "OpenAI's embeddings are the same for every use");
        }
    }

    public override bool TryRead(JsonNode body, EmbedRequest request, EmbedAnswer into)
    {
        var usage = body["usage"u8];
        if ((usage["prompt_tokens"u8].Whole ?? usage["total_tokens"u8].Whole) is { } tokens and >= 0)
        {
            into.Usage = new TokenUsage { Input = tokens, Total = tokens, Source = UsageSource.Reported };
        }

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
