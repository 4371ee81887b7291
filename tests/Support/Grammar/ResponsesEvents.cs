using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>A stream of OpenAI's response events while it is read.</summary>
internal sealed class ResponsesEvents
{
    private readonly AnswerBuilder _seen = new();
    private readonly List<ResponsesOpenItem> _items = [];
    private readonly Dictionary<int, JsonElement> _done = [];
    private long _sequence;
    private string? _id;
    private bool _inProgress;
    private bool _ended;
    private bool _failing;

    public void Take(SseEvent item)
    {
        var data = Must.Object(Must.Parse(item.Data), "an event");
        var type = Must.Filled(data, "type");
        Must.Be(string.Equals(item.Name, type, StringComparison.Ordinal), $"the event '{item.Name}' says it is a '{type}'");
        Must.Be(!_ended || (_failing && type == "response.failed"), $"something follows the end: {Must.Cut(data)}");
        Must.Be(Must.Count(data, "sequence_number") == _sequence, $"event {_sequence} is numbered otherwise: {Must.Cut(data)}");
        Must.Be(_sequence > 0 || type is "response.created" or "error", $"the stream begins with '{type}'");
        _sequence++;
        switch (type)
        {
            case "response.created":
                Must.Be(_id is null, "the response is created twice");
                Begin(data);
                break;
            case "response.in_progress":
                Must.Be(_sequence == 2 && !_inProgress, "response.in_progress is out of place");
                _inProgress = true;
                Begin(data);
                break;
            case "response.completed" or "response.incomplete" or "response.failed":
                End(data, type);
                break;
            case "error":
                Must.Has(data, "code");
                Must.Has(data, "param");
                _seen.Error = Must.String(data, "message");
                _ended = true;
                _failing = _id is not null; // OpenAI's servers tell it again as the response's own end
                break;
            case "response.output_item.added":
                Must.Be(Must.Count(data, "output_index") == _items.Count, $"item {_items.Count} is numbered otherwise: {Must.Cut(data)}");
                Must.Be(_inProgress, "the first item comes before response.in_progress");
                AddItem(new ResponsesOpenItem(Must.Has(data, "item")));
                break;
            case "response.output_item.done":
                ItemOf(data, named: false).Done(Must.Has(data, "item"));
                _done.Add((int)Must.Count(data, "output_index"), data.GetProperty("item"));
                break;
            default:
                InItem(type, data);
                break;
        }
    }

    public AnswerSeen End()
    {
        Must.Be(_ended, "the stream has no end");
        return _seen.Build();
    }

    private void InItem(string type, JsonElement data)
    {
        const string Content = "content_index";
        const string Summary = "summary_index";
        var item = ItemOf(data, named: true);
        switch (type)
        {
            case "response.content_part.added":
                item.PartAdded(data, Content);
                break;
            case "response.content_part.done":
                item.PartDone(data, Content);
                break;
            case "response.output_text.delta":
                item.Delta(data, Content, "output_text");
                break;
            case "response.output_text.done":
                item.TextDone(data, Content, "output_text");
                break;
            case "response.output_text.annotation.added":
                item.Annotation(data);
                break;
            case "response.refusal.delta":
                item.Delta(data, Content, "refusal");
                break;
            case "response.refusal.done":
                item.TextDone(data, Content, "refusal");
                break;
            case "response.reasoning_text.delta":
                item.Delta(data, Content, "reasoning_text");
                break;
            case "response.reasoning_text.done":
                item.TextDone(data, Content, "reasoning_text");
                break;
            case "response.reasoning_summary_part.added":
                item.PartAdded(data, Summary);
                break;
            case "response.reasoning_summary_part.done":
                item.PartDone(data, Summary);
                break;
            case "response.reasoning_summary_text.delta":
                item.Delta(data, Summary, "summary_text");
                break;
            case "response.reasoning_summary_text.done":
                item.TextDone(data, Summary, "summary_text");
                break;
            case "response.function_call_arguments.delta":
                item.ArgumentsDelta(data);
                break;
            case "response.function_call_arguments.done":
                item.ArgumentsDone(data);
                break;
            case "response.custom_tool_call_input.delta":
                item.InputDelta(data);
                break;
            case "response.custom_tool_call_input.done":
                item.InputDone(data);
                break;
            case "response.web_search_call.in_progress" or "response.web_search_call.searching" or "response.web_search_call.completed":
                item.Searching(type);
                break;
            default:
                throw new GrammarException($"an event '{type}'");
        }
    }

    private void Begin(JsonElement data)
    {
        var response = Must.Object(Must.Has(data, "response"), "response");
        ResponsesGrammar.Head(response);
        Must.Be((_id ??= Must.Filled(response, "id")) == Must.Filled(response, "id"), "the response changes its id");
        Must.OneOf(response, "status", "in_progress", "queued");
        Must.Be(Must.Array(response, "output").GetArrayLength() == 0, "the response begins with output");
    }

    /// <summary>Calls may grow while others begin; a message and thoughts stand alone.</summary>
    private void AddItem(ResponsesOpenItem item)
    {
        for (var i = 0; i < _items.Count; i++)
        {
            Must.Be(_done.ContainsKey(i) || _items[i].Type is "function_call" or "custom_tool_call", $"a {item.Type} begins inside a {_items[i].Type}");
        }

        _items.Add(item);
    }

    private ResponsesOpenItem ItemOf(JsonElement data, bool named)
    {
        var index = Must.Count(data, "output_index");
        Must.Be(index < _items.Count && !_done.ContainsKey((int)index), $"no open item of that number: {Must.Cut(data)}");
        var item = _items[(int)index];
        Must.Be(!named || Must.Filled(data, "item_id") == item.Id, $"another item's id: {Must.Cut(data)}");
        return item;
    }

    private void End(JsonElement data, string type)
    {
        var response = Must.Object(Must.Has(data, "response"), "response");
        Must.Is(response, "id", _id ?? "");
        Must.Is(response, "status", type["response.".Length..]);
        ResponsesGrammar.Finished(response, _seen);
        _ended = true;
        _failing = false;
        if (type == "response.failed")
        {
            return; // what it had begun may be left as it is
        }

        Must.Be(_done.Count == _items.Count, "an item was begun and not ended");
        var output = response.GetProperty("output");
        Must.Be(output.GetArrayLength() == _items.Count, "the response's items are not those that were streamed");
        for (var i = 0; i < _items.Count; i++)
        {
            Must.Be(JsonElement.DeepEquals(output[i], _done[i]), $"the response's item {i} differs from the streamed one: {Must.Cut(output[i])} and {Must.Cut(_done[i])}");
        }
    }
}
