using Tollgate.Exchange;
using Tollgate.Exchange.Reranking;
using Tollgate.Exchange.Unary;

namespace Tollgate.Surfaces.Jina;

/// <summary>Jina's <c>POST /v1/rerank</c>, which vLLM, SGLang and others copy.</summary>
/// <param name="errors">OpenAI's chat format, whose errors are also these servers'.</param>
internal sealed class JinaRerankSurface(ChatSurface? errors) : UnarySurfaceOf<RerankRequest, RerankAnswer>(errors)
{
    public override WireFormat Format => WireFormat.JinaRerank;

    public override void Read(JsonNode body, RerankRequest into, TranslationNotes notes) => RerankFormat.ReadRequest(body, into, notes);

    public override void Write(RerankRequest request, RerankAnswer answer, AnswerContext context)
    {
        var json = context.Out;
        json.BeginObject();
        json.Name("model"u8);
        json.String(context.Model);
        json.Name("object"u8);
        json.Ascii("list"u8);
        json.Name("usage"u8);
        json.BeginObject();
        json.Name("total_tokens"u8);
        json.Number(answer.InputOr(context.EstimatedInput));
        json.Name("prompt_tokens"u8);
        json.Number(answer.InputOr(context.EstimatedInput));
        json.EndObject();
        json.Name("results"u8);
        json.BeginArray();
        foreach (var hit in answer.Hits)
        {
            json.BeginObject();
            RerankFormat.WriteHit(hit, json);

            // Jina sends the documents back unless it is told not to.
            if (request.ReturnDocuments != false)
            {
                WriteDocument(request.Documents[hit.Index], json);
            }

            json.EndObject();
        }

        json.EndArray();
        json.EndObject();
    }

    private static void WriteDocument(ReadOnlyMemory<byte> document, JsonOut json)
    {
        json.Name("document"u8);
        if (document.Span[0] != (byte)'"')
        {
            json.Raw(document.Span);
            return;
        }

        json.BeginObject();
        json.Name("text"u8);
        json.Raw(document.Span);
        json.EndObject();
    }
}
