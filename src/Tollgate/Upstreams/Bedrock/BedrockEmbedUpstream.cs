using Tollgate.Exchange;
using Tollgate.Exchange.Embeddings;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;
using Tollgate.Upstreams.Cohere;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Amazon Bedrock's <c>invoke</c> with an embedding model: Amazon's own take one text a call, Cohere's many.</summary>
/// <param name="errors">Amazon's chat format.</param>
internal sealed class BedrockEmbedUpstream(ChatUpstream errors) : UnaryUpstreamOf<EmbedRequest, EmbedAnswer>(errors)
{
    public override WireFormat Format => WireFormat.BedrockEmbed;

    public override void Write(EmbedRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        if (call.Model.Contains("cohere.", StringComparison.Ordinal))
        {
            CohereEmbedBody.Write(request, notes, json);
            WriteDimensions(request, "output_dimension"u8, json);
        }
        else
        {
            WriteTitan(request, notes, json);
        }

        json.EndObject();
    }

    public override bool TryRead(JsonNode body, EmbedRequest request, EmbedAnswer into)
    {
        if (body["inputTextTokenCount"u8].Whole is { } tokens and >= 0)
        {
            into.Usage = new TokenUsage { Input = tokens, Source = UsageSource.Reported };
        }

        if (body["embedding"u8].IsArray)
        {
            into.Vectors.Add(body["embedding"u8].Raw);
            return request.Inputs.Count == 1;
        }

        return CohereEmbedBody.TryRead(body, into) && into.Vectors.Count == request.Inputs.Count;
    }

    private static void WriteTitan(EmbedRequest request, TranslationNotes notes, JsonOut json)
    {
        if (request.Inputs.Count != 1 || request.Inputs[0].IsTokens)
        {
            notes.Refuse("input", "this model takes one text in a call");
            return;
        }

        json.Name("inputText"u8);
        json.String(request.Inputs[0].Text);
        WriteDimensions(request, "dimensions"u8, json);
        if (request.Task != EmbedTask.None)
        {
            notes.Lose("taskType", Loss.Setting, "Amazon's models make the same vectors for every use");
        }

        if (!request.User.IsEmpty)
        {
            notes.Lose("user", Loss.Setting, "Amazon takes no user");
        }
    }

    private static void WriteDimensions(EmbedRequest request, ReadOnlySpan<byte> name, JsonOut json)
    {
        if (request.Dimensions is { } dimensions)
        {
            json.Name(name);
            json.Number(dimensions);
        }
    }
}
