using System.Buffers;
using System.Globalization;
using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>One item of a response while it grows, and after: the last event repeats it whole.</summary>
internal sealed class ResponsesItem
{
    private readonly ArrayBufferWriter<byte> _text = new();
    private List<ResponsesAnnotation>? _annotations;
    private List<ReadOnlyMemory<byte>>? _logprobs;
    private int _counted;
    private int _characters;
    private int _citedFrom;

    /// <summary>An item with nothing in it.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="index">Its place in the output.</param>
    /// <param name="answerId">What ids are made from.</param>
    public ResponsesItem(ResponsesItemKind kind, int index, ReadOnlySpan<byte> answerId)
    {
        Kind = kind;
        Index = index;
        var prefix = kind switch
        {
            ResponsesItemKind.Reasoning => "rs_",
            ResponsesItemKind.Call => "fc_",
            ResponsesItemKind.CustomCall => "ctc_",
            ResponsesItemKind.Search => "ws_tg_",
            ResponsesItemKind.Picture => "ig_",
            _ => "msg_",
        };
        Id = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{prefix}{Encoding.ASCII.GetString(answerId)}_{index}"));
    }

    /// <summary>How ids begin of searches that did not run at OpenAI.</summary>
    public static ReadOnlySpan<byte> ForeignSearch => "ws_tg_"u8;

    public ResponsesItemKind Kind { get; }

    /// <summary>Its place in the output.</summary>
    public int Index { get; }

    /// <summary>Its id, ASCII.</summary>
    public byte[] Id { get; init; }

    /// <summary>Text, refusal, thoughts or arguments so far, as the inside of a JSON string.</summary>
    public ReadOnlySpan<byte> Text => _text.WrittenSpan;

    /// <summary>Of a call: its id and the tool.</summary>
    public JsonString CallId { get; init; }

    public JsonString Name { get; init; }

    /// <summary>Of a call of a custom tool: what takes its text out of the arguments.</summary>
    public CustomInput? Input { get; init; }

    /// <summary>Of thoughts: the provider's note, in its envelope where the provider is not OpenAI.</summary>
    public JsonString State { get; set; }

    public MediaPart? Picture { get; init; }

    public SearchPart? Search { get; init; }

    /// <summary>Of a text: where it begins in all of the answer's, in code points.</summary>
    public int TextStart { get; init; }

    /// <summary>Nothing comes any more.</summary>
    public bool IsDone { get; set; }

    /// <summary>It was cut off.</summary>
    public bool IsIncomplete { get; set; }

    public IReadOnlyList<ResponsesAnnotation> Annotations => _annotations ?? (IReadOnlyList<ResponsesAnnotation>)[];

    public IReadOnlyList<ReadOnlyMemory<byte>> Logprobs => _logprobs ?? (IReadOnlyList<ReadOnlyMemory<byte>>)[];

    public void Add(ReadOnlySpan<byte> piece) => _text.Write(piece);

    /// <summary>Adds elements of log probabilities: the inside of a JSON array.</summary>
    public void AddLogprobs(byte[] elements) => (_logprobs ??= []).Add(elements);

    /// <summary>Where the provider does not say what leans on it, it is the text since the citation before; several at one place lean on the same.</summary>
    public ResponsesAnnotation Cite(Citation citation)
    {
        if (citation.HasPlace && citation.Start >= TextStart)
        {
            var placed = new ResponsesAnnotation(citation, citation.Start - TextStart, citation.End - TextStart);
            (_annotations ??= []).Add(placed);
            return placed;
        }

        var from = _characters;
        _characters += TextLength.Of(Text[_counted..]);
        _counted = _text.WrittenCount;
        _citedFrom = _characters > from ? from : _citedFrom;
        var annotation = new ResponsesAnnotation(citation, _citedFrom, _characters);
        (_annotations ??= []).Add(annotation);
        return annotation;
    }
}
