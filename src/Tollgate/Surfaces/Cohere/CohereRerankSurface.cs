using Tollgate.Exchange;
using Tollgate.Exchange.Reranking;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;

namespace Tollgate.Surfaces.Cohere;

/// <summary>Cohere's <c>POST /v2/rerank</c>.</summary>
internal sealed class CohereRerankSurface() : UnarySurfaceOf<RerankRequest, RerankAnswer>(null)
{
    public override WireFormat Format => WireFormat.CohereRerank;

    public override void Read(JsonNode body, RerankRequest into, TranslationNotes notes)
    {
        RerankFormat.ReadRequest(body, into, notes);
        into.MaxTokensPerDocument = body["max_tokens_per_doc"u8].Whole;
    }

    public override void Write(RerankRequest request, RerankAnswer answer, AnswerContext context)
    {
        var json = context.Out;
        json.BeginObject();
        json.Name("id"u8);
        if (answer.Id.IsEmpty)
        {
            json.Ascii(context.RequestId.Span);
        }
        else
        {
            json.String(answer.Id);
        }

        json.Name("results"u8);
        json.BeginArray();
        foreach (var hit in answer.Hits)
        {
            json.BeginObject();
            RerankFormat.WriteHit(hit, json);
            json.EndObject();
        }

        json.EndArray();
        WriteMeta(answer, json);
        json.EndObject();
    }

    /// <summary>Cohere's errors are a text, whatever went wrong.</summary>
    public override int WriteFailure(UpstreamFailure failure, int status, AnswerContext context)
    {
        var json = context.Out;
        json.BeginObject();
        json.Name("id"u8);
        json.Ascii(context.RequestId.Span);
        json.Name("message"u8);
        json.Text(failure.Message.Length > 0 ? failure.Message : $"The provider answered {status}.");
        json.EndObject();
        return failure.Kind == FailureKind.Unknown ? status : FailureKinds.StatusOf(failure.Kind);
    }

    private static void WriteMeta(RerankAnswer answer, JsonOut json)
    {
        json.Name("meta"u8);
        json.BeginObject();
        json.Name("api_version"u8);
        json.BeginObject();
        json.Name("version"u8);
        json.Ascii("2"u8);
        json.EndObject();
        if (answer.SearchUnits > 0)
        {
            json.Name("billed_units"u8);
            json.BeginObject();
            json.Name("search_units"u8);
            json.Number(answer.SearchUnits);
            json.EndObject();
        }

        if (answer.Usage.Source == UsageSource.Reported)
        {
            json.Name("tokens"u8);
            json.BeginObject();
            json.Name("input_tokens"u8);
            json.Number(answer.Usage.Input);
            json.EndObject();
        }

        json.EndObject();
    }
}
