using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>
/// What an answer leans on, as Google's <c>groundingMetadata</c>: what was searched for, each source once, and which piece of the text leans on which
/// sources. Google counts places in bytes, so the text is needed for them.
/// </summary>
internal sealed class CandidateSources
{
    /// <summary>Times the text's length that all pieces together may quote of it: what leans on the whole of it again and again has no place after that.</summary>
    private const int MostQuotes = 8;

    private readonly List<Citation> _chunks = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<(int Start, int End, int Chunk)> _supports = [];
    private readonly List<JsonString> _queries = [];
    private ArrayBufferWriter<byte>? _text;

    /// <summary>Text of the answer.</summary>
    public void Add(JsonString piece) => (_text ??= new ArrayBufferWriter<byte>()).Write(piece.Span);

    /// <summary>A search, in memory that stays.</summary>
    public void Search(SearchPart search) => _queries.AddRange(search.Queries);

    /// <summary>A citation, in memory that stays.</summary>
    public void Cite(Citation citation)
    {
        var key = citation.Url.IsEmpty ? $"{citation.Document} {citation.Title} {citation.Quote}" : citation.Url.ToString();
        if (!_numbers.TryGetValue(key, out var number))
        {
            _numbers[key] = number = _chunks.Count;
            _chunks.Add(citation);
        }

        if (citation.HasPlace)
        {
            _supports.Add((citation.Start, citation.End, number));
        }
    }

    /// <summary>Writes the member; nothing where there is nothing to write.</summary>
    public void Write(JsonOut json)
    {
        if (_chunks.Count == 0 && _queries.Count == 0)
        {
            return;
        }

        json.Name("groundingMetadata"u8);
        json.BeginObject();
        json.StringsIfAny("webSearchQueries"u8, _queries);
        if (_chunks.Count > 0)
        {
            json.Name("groundingChunks"u8);
            json.BeginArray();
            foreach (var chunk in _chunks)
            {
                WriteChunk(chunk, json);
            }

            json.EndArray();
        }

        WriteSupports(json);
        json.EndObject();
    }

    private static void WriteChunk(Citation chunk, JsonOut json)
    {
        json.BeginObject();
        json.Name(chunk.Url.IsEmpty ? "retrievedContext"u8 : "web"u8);
        json.BeginObject();
        json.StringIfAny("uri"u8, chunk.Url);
        json.StringIfAny("title"u8, chunk.Title);
        if (chunk.Url.IsEmpty)
        {
            json.StringIfAny("text"u8, chunk.Quote);
        }

        json.EndObject();
        json.EndObject();
    }

    /// <summary>Citations of one place are one support.</summary>
    private void WriteSupports(JsonOut json)
    {
        if (_supports.Count == 0 || _text is null)
        {
            return;
        }

        _supports.Sort();
        var text = new JsonString(_text.WrittenMemory).Decode().Span;
        var (bytes, points) = (0, 0);
        var left = (long)text.Length * MostQuotes;
        json.Name("groundingSupports"u8);
        json.BeginArray();
        for (var i = 0; i < _supports.Count;)
        {
            var (start, end, _) = _supports[i];
            bytes += TextLength.BytesOf(text[bytes..], start - points);
            points = start;
            var length = left > 0 ? TextLength.BytesOf(text[bytes..], end - start) : 0;
            left -= length;
            if (left < 0 || length == 0)
            {
                i++;
                continue;
            }

            json.BeginObject();
            json.Name("segment"u8);
            json.BeginObject();
            json.Name("startIndex"u8);
            json.Number(bytes);
            json.Name("endIndex"u8);
            json.Number(bytes + length);
            json.Name("text"u8);
            json.Text(text.Slice(bytes, length));
            json.EndObject();
            json.Name("groundingChunkIndices"u8);
            json.BeginArray();
            for (; i < _supports.Count && _supports[i].Start == start && _supports[i].End == end; i++)
            {
                if (i == 0 || _supports[i] != _supports[i - 1])
                {
                    json.Number(_supports[i].Chunk);
                }
            }

            json.EndArray();
            json.EndObject();
        }

        json.EndArray();
    }
}
