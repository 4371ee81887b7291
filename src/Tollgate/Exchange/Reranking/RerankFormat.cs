using System.Text.Json;

namespace Tollgate.Exchange.Reranking;

/// <summary>What Jina's and Cohere's formats have in common.</summary>
internal static class RerankFormat
{
    /// <summary>Reads query, documents and their number.</summary>
    public static void ReadRequest(JsonNode body, RerankRequest into, TranslationNotes notes)
    {
        into.Model = body["model"u8].Text;
        into.Query = body["query"u8].Text;
        if (!body["query"u8].IsString)
        {
            notes.Refuse("query", "it must be a text");
        }

        into.Top = body["top_n"u8].Whole;
        if (body["top_n"u8].Exists && into.Top is null or <= 0)
        {
            notes.Refuse("top_n", "it must be a whole number above 0");
        }

        into.ReturnDocuments = body["return_documents"u8].Flag;
        foreach (var document in body["documents"u8].Items)
        {
            if (!document.IsString && !document.IsObject)
            {
                notes.Refuse($"documents[{into.Documents.Count}]", "it must be a text or an object");
                return;
            }

            into.Documents.Add(document.Raw);
        }

        if (into.Documents.Count == 0)
        {
            notes.Refuse("documents", "it must be a list with at least one document");
        }
    }

    /// <summary>Writes the model, the query, the documents as texts and their number, as members of an open object.</summary>
    public static void WriteRequest(RerankRequest request, UpstreamCall call, JsonOut json)
    {
        call.WriteModel(json);
        json.Name("query"u8);
        json.String(request.Query);
        json.Name("documents"u8);
        json.BeginArray();
        foreach (var document in request.Documents)
        {
            json.String(TextOf(document));
        }

        json.EndArray();
        json.NumberIfAny("top_n"u8, request.Top);
    }

    /// <summary>Reads the places, which Jina and Cohere call <c>results</c>. False where one is none, or more came than there are documents.</summary>
    public static bool TryReadHits(JsonNode results, RerankRequest request, RerankAnswer into)
    {
        if (!results.IsArray || results.Length > request.Documents.Count)
        {
            return false;
        }

        foreach (var result in results.Items)
        {
            var score = result["relevance_score"u8];
            if (result["index"u8].Whole is not { } index || index < 0 || index >= request.Documents.Count || !score.IsNumber)
            {
                return false;
            }

            into.Hits.Add(new RerankHit((int)index, score.Raw));
        }

        return true;
    }

    /// <summary>Writes the members of one place, in an object that was begun.</summary>
    public static void WriteHit(in RerankHit hit, JsonOut json)
    {
        json.Name("index"u8);
        json.Number(hit.Index);
        json.Name("relevance_score"u8);
        json.Raw(hit.Score.Span);
    }

    /// <summary>The text of a document: of an object its <c>text</c>, else all its fields' texts by line; empty where there is none.</summary>
    private static JsonString TextOf(ReadOnlyMemory<byte> document)
    {
        if (document.Span[0] == (byte)'"')
        {
            return new JsonString(document[1..^1]);
        }

        using var parsed = JsonDocument.Parse(document);
        var fields = JsonNode.Of(parsed, document);
        if (fields["text"u8].IsString)
        {
            return fields["text"u8].Text;
        }

        var texts = new List<byte>();
        foreach (var (_, value) in fields.Members)
        {
            if (value.IsString)
            {
                texts.AddRange(texts.Count > 0 ? "\\n"u8 : default);
                texts.AddRange(value.Text.Span);
            }
        }

        return new JsonString(texts.ToArray());
    }
}
