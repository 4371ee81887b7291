using Tollgate.Exchange;
using Tollgate.Exchange.Reranking;
using Tollgate.Exchange.Unary;

namespace Tollgate.Upstreams.Jina;

/// <summary>Jina's <c>POST /rerank</c>, which vLLM, SGLang and others copy.</summary>
/// <param name="errors">OpenAI's chat format, whose errors are also these servers'.</param>
internal sealed class JinaRerankUpstream(ChatUpstream errors) : UnaryUpstreamOf<RerankRequest, RerankAnswer>(errors)
{
    public override WireFormat Format => WireFormat.JinaRerank;

    public override void Write(RerankRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        RerankFormat.WriteRequest(request, call, json);

        // Whoever wants the documents gets the client's own: no need to have them sent back.
        json.Name("return_documents"u8);
        json.Bool(false);
        json.EndObject();
        if (request.MaxTokensPerDocument is not null)
        {
            notes.Lose("max_tokens_per_doc", Loss.Setting, "only Cohere cuts documents");
        }
    }

    public override bool TryRead(JsonNode body, RerankRequest request, RerankAnswer into)
    {
        into.Id = body["id"u8].Text;
        into.Usage = PromptUsage.Read(body["usage"u8]);
        return RerankFormat.TryReadHits(body["results"u8], request, into);
    }
}
