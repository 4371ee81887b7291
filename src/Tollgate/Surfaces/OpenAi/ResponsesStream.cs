using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// Makes a response out of an answer's pieces: items one after another, each announced, told in deltas and told again when it is done. Calls of
/// tools may interleave and stay open to the end, everything else ends when something else begins. Or, for a client that wants it whole, the
/// same without the events.
/// </summary>
internal sealed class ResponsesStream(AnswerContext context, bool isWhole = false) : AnswerSink
{
    private readonly ResponsesEvents _events = new(context) { IsOff = isWhole };
    private readonly List<ResponsesItem> _items = [];
    private Dictionary<int, ResponsesItem>? _calls;
    private IReadOnlySet<string>? _customTools;
    private List<Citation>? _earlyCitations;
    private ResponsesItem? _open;
    private FinishReason _finish;
    private TokenUsage? _usage;
    private bool _ended;

    public override void Begin(in AnswerStart start)
    {
        _events.Response.Begin(start);
        _events.WriteResponse("response.created"u8, _items, null);
        _events.WriteResponse("response.in_progress"u8, _items, null);
    }

    public override void Text(int choice, JsonString piece)
    {
        if (choice != 0 || piece.IsEmpty)
        {
            return;
        }

        var item = Open(ResponsesItemKind.Text);
        item.Add(piece.Span);
        _events.WriteDelta(item, piece);
        for (var i = 0; i < (_earlyCitations?.Count ?? 0); i++)
        {
            Annotate(item, _earlyCitations![i]);
        }

        _earlyCitations = null;
    }

    public override void Reasoning(int choice, JsonString piece, bool isSummary)
    {
        if (choice != 0 || piece.IsEmpty)
        {
            return;
        }

        var item = Open(ResponsesItemKind.Reasoning);
        if (item.Text.IsEmpty)
        {
            _events.WriteSummaryAdded(item);
        }

        item.Add(piece.Span);
        _events.WriteDelta(item, piece);
    }

    public override void State(int choice, OpaqueState state)
    {
        if (choice != 0)
        {
            return;
        }

        var item = Open(ResponsesItemKind.Reasoning);
        item.State = state.Origin == StateOrigin.OpenAi ? state.Data.Keep() : StateEnvelope.Wrap(state);
        CloseOpen();
    }

    public override void ToolCall(int choice, int call, JsonString id, JsonString name)
    {
        if (choice != 0)
        {
            return;
        }

        CloseOpen();
        var kind = (_customTools ??= CustomTools.NamesIn(context.Echo)).Contains(name.ToString()) ? ResponsesItemKind.CustomCall : ResponsesItemKind.Call;
        var item = Add(new ResponsesItem(kind, _items.Count, context.RequestId.Span) { CallId = id.Keep(), Name = name.Keep() });
        (_calls ??= [])[call] = item;
    }

    public override void ToolArguments(int choice, int call, JsonString piece)
    {
        if (choice == 0 && !piece.IsEmpty && _calls is { } calls && calls.TryGetValue(call, out var item) && !item.IsDone)
        {
            item.Add(piece.Span);
            if (item.Kind == ResponsesItemKind.Call)
            {
                _events.WriteDelta(item, piece); // a custom tool's text is known when the JSON around it is whole
            }
        }
    }

    public override void Refusal(int choice, JsonString piece)
    {
        if (choice != 0 || piece.IsEmpty)
        {
            return;
        }

        var item = Open(ResponsesItemKind.Refusal);
        item.Add(piece.Span);
        _events.WriteDelta(item, piece);
    }

    public override void Cite(int choice, Citation citation)
    {
        if (choice != 0)
        {
            return;
        }

        citation = citation with { Url = citation.Url.Keep(), Title = citation.Title.Keep(), Quote = default };
        if (_open is { Kind: ResponsesItemKind.Text } item)
        {
            Annotate(item, citation);
        }
        else
        {
            (_earlyCitations ??= []).Add(citation); // of text that is still to come
        }
    }

    /// <inheritdoc/>
    /// <remarks>Pictures are what OpenAI's own tool would have made. There is no place for sound.</remarks>
    public override void Media(int choice, MediaPart part)
    {
        if (choice != 0 || part.Kind != MediaKind.Image || part.Base64.IsEmpty)
        {
            return;
        }

        CloseOpen();
        var picture = part with { Base64 = part.Base64.Keep(), MediaType = part.MediaType.Keep() };
        Close(Add(new ResponsesItem(ResponsesItemKind.Picture, _items.Count, context.RequestId.Span) { Picture = picture }));
    }

    public override void Logprobs(int choice, ReadOnlyMemory<byte> content)
    {
        var elements = content.Span.Trim(" \t\r\n"u8);
        if (choice == 0 && _open is { Kind: ResponsesItemKind.Text } item && elements is [(byte)'[', .., (byte)']'])
        {
            var inside = elements[1..^1].Trim(" \t\r\n"u8).ToArray();
            ResponsesEcho.OneLine(inside);
            if (inside.Length > 0)
            {
                item.AddLogprobs(inside);
            }
        }
    }

    public override void Finish(int choice, FinishReason reason, JsonString stopSequence)
    {
        if (choice == 0)
        {
            _finish = reason;
            CloseAll();
        }
    }

    public override void Usage(in TokenUsage usage) => _usage = usage;

    public override void Fail(UpstreamFailure failure)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        foreach (var item in _items)
        {
            item.IsIncomplete |= !item.IsDone;
            item.IsDone = true;
        }

        _events.WriteError(failure);
        _events.Response.Failure = failure;
        _events.WriteLast("response.failed"u8, "failed"u8, _items, _usage);
    }

    public override void End()
    {
        if (_ended)
        {
            return;
        }

        CloseAll();
        _ended = true;
        switch (_finish)
        {
            case FinishReason.Length:
                _events.Response.IncompleteReason = "max_output_tokens";
                break;
            case FinishReason.ContentFilter:
                _events.Response.IncompleteReason = "content_filter";
                break;
            case FinishReason.Error:
                _events.Response.Failure = new UpstreamFailure { Kind = FailureKind.Server };
                _events.WriteLast("response.failed"u8, "failed"u8, _items, _usage);
                return;
        }

        if (_events.Response.IncompleteReason is null)
        {
            _events.WriteLast("response.completed"u8, "completed"u8, _items, _usage);
        }
        else
        {
            _events.WriteLast("response.incomplete"u8, "incomplete"u8, _items, _usage);
        }
    }

    private ResponsesItem Open(ResponsesItemKind kind)
    {
        if (_open is { } open && open.Kind == kind)
        {
            return open;
        }

        CloseOpen();
        return _open = Add(new ResponsesItem(kind, _items.Count, context.RequestId.Span));
    }

    private ResponsesItem Add(ResponsesItem item)
    {
        _items.Add(item);
        _events.WriteAdded(item);
        return item;
    }

    private void Annotate(ResponsesItem item, Citation citation)
    {
        var annotation = item.Cite(citation);
        _events.WriteAnnotation(item, annotation);
    }

    private void CloseOpen()
    {
        if (_open is { } open)
        {
            _open = null;
            Close(open);
        }
    }

    private void CloseAll()
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

    private void Close(ResponsesItem item)
    {
        if (item.Kind == ResponsesItemKind.Call && item.Text.IsEmpty)
        {
            item.Add("{}"u8); // no arguments: still JSON
            _events.WriteDelta(item, new JsonString("{}"u8.ToArray()));
        }

        if (item.Kind == ResponsesItemKind.CustomCall)
        {
            var input = CustomTools.InputOf(new JsonString(item.Text.ToArray()));
            item.Replace(input.Span);
            _events.WriteDelta(item, input);
        }

        item.IsDone = true;
        item.IsIncomplete = _finish == FinishReason.Length && item.Index == _items.Count - 1;
        _events.WriteDone(item);
    }
}
