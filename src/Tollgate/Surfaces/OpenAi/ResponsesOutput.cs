using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// The output of a response while it grows: items one after another, each announced, told in deltas and told again when it is done. Calls of tools
/// may interleave and stay open to the end, everything else ends when something else begins.
/// </summary>
internal sealed class ResponsesOutput(AnswerContext context, ResponsesEvents events)
{
    private readonly List<ResponsesItem> _items = [];
    private Dictionary<int, ResponsesItem>? _calls;
    private List<Citation>? _earlyCitations;
    private ResponsesItem? _open;
    private int _told;

    /// <summary>All items so far.</summary>
    public IReadOnlyList<ResponsesItem> Items => _items;

    /// <summary>A limit ended the answer: its last item is not whole.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>More text of a message.</summary>
    public void AddText(JsonString piece)
    {
        var item = Open(ResponsesItemKind.Text);
        Add(item, piece);
        for (var i = 0; i < (_earlyCitations?.Count ?? 0); i++)
        {
            Annotate(item, _earlyCitations![i]);
        }

        _earlyCitations = null;
    }

    /// <summary>More words of a refusal.</summary>
    public void AddRefusal(JsonString piece) => Add(Open(ResponsesItemKind.Refusal), piece);

    /// <summary>More of a thought.</summary>
    public void AddThought(JsonString piece)
    {
        var item = Open(ResponsesItemKind.Reasoning);
        if (item.Text.IsEmpty)
        {
            events.WriteSummaryAdded(item);
        }

        Add(item, piece);
    }

    /// <summary>The provider's note, which ends the thoughts so far.</summary>
    public void AddNote(OpaqueState state)
    {
        var item = Open(ResponsesItemKind.Reasoning);
        item.State = state.Origin == StateOrigin.OpenAi ? state.Data.Keep() : StateEnvelope.Wrap(state);
        CloseOpen();
    }

    /// <summary>A call of a tool begins.</summary>
    public void BeginCall(int call, JsonString id, JsonString name)
    {
        CloseOpen();
        var isCustom = context.CustomTools is { } names && names.Contains(name.ToString());
        var kind = isCustom ? ResponsesItemKind.CustomCall : ResponsesItemKind.Call;
        (_calls ??= [])[call] = Announce(new ResponsesItem(kind, _items.Count, context.RequestId.Span)
        {
            CallId = id.Keep(),
            Name = name.Keep(),
            Input = isCustom ? new CustomInput() : null,
        });
    }

    /// <summary>More of a call's arguments; those of a call that has not begun are passed over.</summary>
    public void AddArguments(int call, JsonString piece)
    {
        if (_calls is null || !_calls.TryGetValue(call, out var item) || item.IsDone)
        {
            return;
        }

        piece = item.Input?.Add(piece) ?? piece;
        if (!piece.IsEmpty)
        {
            Add(item, piece);
        }
    }

    /// <summary>What the text so far leans on, or what is still to come.</summary>
    public void Cite(Citation citation)
    {
        citation = citation with { Url = citation.Url.Keep(), Title = citation.Title.Keep(), Quote = default };
        if (_open is { Kind: ResponsesItemKind.Text } item)
        {
            Annotate(item, citation);
        }
        else
        {
            (_earlyCitations ??= []).Add(citation);
        }
    }

    /// <summary>A search of the web. What its provider wants back of it follows as a note of its own, where that is not the item itself.</summary>
    public void AddSearch(SearchPart search)
    {
        CloseOpen();
        var own = search.State is { Origin: StateOrigin.OpenAiSearch } state ? state : null;
        var item = new ResponsesItem(ResponsesItemKind.Search, _items.Count, context.RequestId.Span) { Search = search.Keep() };
        if (own is { Id.IsEmpty: false })
        {
            item = new ResponsesItem(ResponsesItemKind.Search, _items.Count, context.RequestId.Span) { Search = item.Search, Id = own.Id.Escaped.ToArray() };
        }

        Announce(item);
        events.WriteSearching(item);
        Close(item);
        if (own is null && search.State is { } foreign)
        {
            AddNote(foreign);
        }
    }

    /// <summary>A picture, as OpenAI's own tool would have made it.</summary>
    public void AddPicture(MediaPart part)
    {
        CloseOpen();
        var picture = part with { Base64 = part.Base64.Keep(), MediaType = part.MediaType.Keep() };
        Close(Announce(new ResponsesItem(ResponsesItemKind.Picture, _items.Count, context.RequestId.Span) { Picture = picture }));
    }

    /// <summary>Log probabilities of the text so far, a JSON array.</summary>
    public void AddLogprobs(ReadOnlySpan<byte> content)
    {
        var elements = content.Trim(" \t\r\n"u8);
        if (_open is not { Kind: ResponsesItemKind.Text } item || elements is not [(byte)'[', .., (byte)']'])
        {
            return;
        }

        var inside = elements[1..^1].Trim(" \t\r\n"u8).ToArray();
        ResponsesEcho.OneLine(inside);
        if (inside.Length > 0)
        {
            item.AddLogprobs(inside);
        }
    }

    /// <summary>Nothing more comes: what is open is done.</summary>
    public void CloseAll()
    {
        CloseOpen();
        if (_calls is null)
        {
            return;
        }

        foreach (var item in _items)
        {
            if (!item.IsDone)
            {
                Close(item);
            }
        }

        _calls = null;
    }

    /// <summary>The answer broke off: what is open stays as it is.</summary>
    public void Abandon()
    {
        foreach (var item in _items)
        {
            item.IsIncomplete |= !item.IsDone;
            item.IsDone = true;
        }
    }

    private ResponsesItem Open(ResponsesItemKind kind)
    {
        if (_open is { } open && open.Kind == kind)
        {
            return open;
        }

        CloseOpen();
        return _open = Announce(new ResponsesItem(kind, _items.Count, context.RequestId.Span) { TextStart = _told });
    }

    private ResponsesItem Announce(ResponsesItem item)
    {
        _items.Add(item);
        events.WriteAdded(item);
        return item;
    }

    private void Add(ResponsesItem item, JsonString piece)
    {
        item.Add(piece.Span);
        events.WriteDelta(item, piece);
    }

    private void Annotate(ResponsesItem item, Citation citation)
    {
        var annotation = item.Cite(citation);
        events.WriteAnnotation(item, annotation);
    }

    private void CloseOpen()
    {
        if (_open is { } open)
        {
            _open = null;
            Close(open);
        }
    }

    private void Close(ResponsesItem item)
    {
        if (item.Kind == ResponsesItemKind.Call && item.Text.IsEmpty)
        {
            Add(item, new JsonString("{}"u8.ToArray())); // no arguments: still JSON
        }

        if (item.Input?.End() is { IsEmpty: false } rest)
        {
            Add(item, rest);
        }

        if (item.Kind == ResponsesItemKind.Text)
        {
            _told += TextLength.Of(item.Text);
        }

        item.IsDone = true;
        item.IsIncomplete = IsCutOff && item.Index == _items.Count - 1;
        events.WriteDone(item);
    }
}
