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
            json.NumberIfAny("output_dimension"u8, request.Dimensions);
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
        json.NumberIfAny("dimensions"u8, request.Dimensions);
        notes.LoseSettingIf(request.Task != EmbedTask.None, "taskType", "Amazon's models make the same vectors for every use");
        notes.LoseSettingIf(!request.User.IsEmpty, "user", "Amazon takes no user");
    }
}
