using Tollgate.Exchange;
using Tollgate.Exchange.Embeddings;
using Tollgate.Exchange.Unary;

namespace Tollgate.Upstreams.Cohere;

/// <summary>Cohere's <c>POST /v2/embed</c>.</summary>
/// <param name="errors">Cohere's chat format.</param>
internal sealed class CohereEmbedUpstream(ChatUpstream errors) : UnaryUpstreamOf<EmbedRequest, EmbedAnswer>(errors)
{
    public override WireFormat Format => WireFormat.CohereEmbed;

    public override void Write(EmbedRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        call.WriteModel(json);
        CohereEmbedBody.Write(request, notes, json);
        json.NumberIfAny("output_dimension"u8, request.Dimensions);
        json.EndObject();
    }

    public override bool TryRead(JsonNode body, EmbedRequest request, EmbedAnswer into)
    {
        into.Usage = CohereUnits.Read(body["meta"u8]);
        return CohereEmbedBody.TryRead(body, into) && into.Vectors.Count == request.Inputs.Count;
    }
}
