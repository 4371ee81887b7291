using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>
/// The grounding of one answer: what was searched for, what was found, and which pieces of the text lean on what. A stream's frames repeat what
/// those before had, so the largest counts, and it is told when the text is whole.
/// </summary>
internal sealed class GeminiGrounding
{
    /// <summary>Citations that are told. A source may be named again and again in few bytes, and each time its address goes out.</summary>
    private const int MostCitations = 1024;

    private ArrayBufferWriter<byte>? _text;
    private byte[]? _grounding;
    private int _chunks = -1;

    /// <summary>Text of the answer, in which supports have their places. Kept where a search is offered only.</summary>
    public void Add(JsonString piece) => (_text ??= new ArrayBufferWriter<byte>()).Write(piece.Span);

    /// <summary>A frame's <c>groundingMetadata</c>.</summary>
    public void Take(JsonNode grounding)
    {
        var chunks = grounding["groundingChunks"u8].Length;
        if (chunks >= _chunks)
        {
            _chunks = chunks;
            _grounding = grounding.Raw.ToArray();
        }
    }

    /// <summary>Tells all of it.</summary>
    /// <param name="choice">The answer that leans on it.</param>
    /// <param name="sink">Who is told.</param>
    /// <returns>How many searches it was.</returns>
    public int Tell(int choice, AnswerSink sink)
    {
        if (_grounding is null)
        {
            return 0;
        }

        using var json = ParsedJson.Parse(_grounding);
        var root = json.Root;
        var sources = new List<(JsonNode Source, bool IsWeb)>(Math.Max(0, _chunks));
        foreach (var chunk in root["groundingChunks"u8].Each)
        {
            sources.Add((GeminiSources.Of(chunk), chunk["web"u8].IsObject));
        }

        TellCitations(root["groundingSupports"u8], sources, choice, sink);
        return TellSearch(root["webSearchQueries"u8], sources, choice, sink);
    }

    private void TellCitations(JsonNode supports, List<(JsonNode Source, bool IsWeb)> sources, int choice, AnswerSink sink)
    {
        var isCited = new bool[sources.Count];
        var told = 0;
        var text = new GroundedText(new JsonString(_text?.WrittenMemory ?? default).Decode());
        foreach (var support in supports.Each)
        {
            var (start, end) = text.PlaceOf(support["segment"u8]);
            foreach (var index in support["groundingChunkIndices"u8].Each)
            {
                if (index.Whole is { } i && i >= 0 && i < sources.Count && sources[(int)i].Source.IsObject && told++ < MostCitations)
                {
                    isCited[i] = true;
                    sink.Cite(choice, GeminiSources.Cited(sources[(int)i].Source) with { Start = start, End = end });
                }
            }
        }

        for (var i = 0; i < sources.Count; i++)
        {
            if (!isCited[i] && sources[i].Source.IsObject)
            {
                sink.Cite(choice, GeminiSources.Cited(sources[i].Source));
            }
        }
    }

    private static int TellSearch(JsonNode queries, List<(JsonNode Source, bool IsWeb)> sources, int choice, AnswerSink sink)
    {
        var search = new SearchPart
        {
            Queries = [.. queries.Items.Where(query => query.IsString).Select(query => query.Text)],
            Results = [.. sources.Where(source => source.IsWeb).Select(source => new SearchResult(source.Source["uri"u8].Text, source.Source["title"u8].Text))],
        };
        if (search.Queries.Count == 0 && search.Results.Count == 0)
        {
            return 0;
        }

        sink.Search(choice, search);
        return Math.Max(1, search.Queries.Count);
    }
}
