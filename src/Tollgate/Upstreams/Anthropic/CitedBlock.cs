using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>
/// Where in an answer's text its citations belong. In this format that is the block that they stand in, so they are told when it ends, be they
/// before its text or behind it.
/// </summary>
internal sealed class CitedBlock
{
    private List<Citation>? _citations;
    private int _start;
    private int _length;

    /// <summary>A block begins.</summary>
    public void Begin() => _start = _length;

    /// <summary>Text of it is told.</summary>
    public void Add(JsonString text) => _length += TextLength.Of(text.Span);

    /// <summary>It leans on something.</summary>
    public void Cite(JsonNode citation)
    {
        var url = citation["url"u8].Text;
        var title = citation["title"u8].Text;
        (_citations ??= []).Add(new Citation(
            (url.IsEmpty ? citation["source"u8].Text : url).Keep(),
            (title.IsEmpty ? citation["document_title"u8].Text : title).Keep(),
            citation["cited_text"u8].Text.Keep(),
            citation["document_index"u8].Whole is >= 0 and <= int.MaxValue and var document ? (int)document : -1));
    }

    /// <summary>It has ended.</summary>
    public void End(AnswerSink sink)
    {
        if (_citations is not { Count: > 0 } citations)
        {
            return;
        }

        foreach (var citation in citations)
        {
            sink.Cite(0, citation with { Start = _start, End = _length });
        }

        citations.Clear();
    }
}
