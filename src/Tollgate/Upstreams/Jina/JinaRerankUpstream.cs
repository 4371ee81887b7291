using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Reranking;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;

namespace Tollgate.Upstreams.Jina;

/// <summary>Jina's <c>POST /rerank</c>, which vLLM, SGLang and others copy.</summary>
/// <param name="errors">OpenAI's chat format, whose errors are also these servers'.</param>
internal sealed class JinaRerankUpstream(ChatUpstream errors) : UnaryUpstreamOf<RerankRequest, RerankAnswer>(errors)
{
    public override WireFormat Format => WireFormat.JinaRerank;

    public override void Write(RerankRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        json.Name("model"u8);
        json.Text(Encoding.UTF8.GetBytes(call.Model));
        json.Name("query"u8);
        json.String(request.Query);
        json.Name("documents"u8);
        json.BeginArray();
        foreach (var document in request.Documents)
        {
            json.String(RerankReader.TextOf(document));
        }

        json.EndArray();
        if (request.Top is { } top)
        {
            json.Name("top_n"u8);
            json.Number(top);
        }

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

        // Jina gives a total alone, which is all prompt.
        var usage = body["usage"u8];
        if ((usage["prompt_tokens"u8].Whole ?? usage["total_tokens"u8].Whole) is { } tokens and >= 0)
        {
            into.Usage = new TokenUsage { Input = tokens, Total = tokens, Source = UsageSource.Reported };
        }

        return RerankReader.TryReadHits(body["results"u8], request, into);
    }
}
