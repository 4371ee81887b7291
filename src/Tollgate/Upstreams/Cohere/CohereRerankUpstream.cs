using Tollgate.Exchange;
using Tollgate.Exchange.Reranking;
using Tollgate.Exchange.Unary;

namespace Tollgate.Upstreams.Cohere;

/// <summary>Cohere's <c>POST /v2/rerank</c>.</summary>
/// <param name="errors">Cohere's chat format.</param>
internal sealed class CohereRerankUpstream(ChatUpstream errors) : UnaryUpstreamOf<RerankRequest, RerankAnswer>(errors)
{
    public override WireFormat Format => WireFormat.CohereRerank;

    public override void Write(RerankRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        RerankFormat.WriteRequest(request, call, json);
        json.NumberIfAny("max_tokens_per_doc"u8, request.MaxTokensPerDocument);
        json.EndObject();
    }

    public override bool TryRead(JsonNode body, RerankRequest request, RerankAnswer into)
    {
        into.Id = body["id"u8].Text;
        into.SearchUnits = Math.Max(0, body["meta"u8]["billed_units"u8]["search_units"u8].Whole ?? 0);
        into.Usage = CohereUnits.Read(body["meta"u8]) with { SearchUnits = into.SearchUnits };
        return RerankFormat.TryReadHits(body["results"u8], request, into);
    }
}
