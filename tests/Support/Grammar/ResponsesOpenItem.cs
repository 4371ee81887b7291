using System.Text;
using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>One item of a response's output while it is streamed: its parts begin and end in their order, and their ends repeat what was streamed.</summary>
internal sealed class ResponsesOpenItem
{
    private readonly StringBuilder _text = new();
    private readonly List<JsonElement> _content = [];
    private readonly List<JsonElement> _summary = [];
    private (string Kind, JsonElement Part)? _open;
    private string? _arguments;
    private int _searching;
    private bool _textDone;
    private int _annotations;

    public ResponsesOpenItem(JsonElement item)
    {
        Type = Must.Filled(item, "type");
        Id = Must.Filled(item, "id");
        switch (Type)
        {
            case "message":
                Must.Is(item, "role", "assistant");
                Must.Is(item, "status", "in_progress");
                Must.Be(Must.Array(item, "content").GetArrayLength() == 0, "a message begins with content");
                break;
            case "function_call":
                Must.Filled(item, "call_id");
                Must.Filled(item, "name");
                Must.Is(item, "status", "in_progress");
                Must.Is(item, "arguments", "");
                break;
            case "custom_tool_call":
                Must.Filled(item, "call_id");
                Must.Filled(item, "name");
                Must.Is(item, "input", "");
                break;
            case "web_search_call":
                Must.Is(item, "status", "in_progress");
                Must.Has(item, "action");
                break;
            case "reasoning":
                Must.Be(Must.Array(item, "summary").GetArrayLength() == 0, "a reasoning item begins with a summary");
                break;
            default:
                break;
        }
    }

    public string Type { get; }

    public string Id { get; }

    public void PartAdded(JsonElement data, string place)
    {
        Must.Be(_open is null, $"a part begins inside another: {Must.Cut(data)}");
        Must.Be(Must.Count(data, place) == PartsOf(place).Count, $"part {PartsOf(place).Count} is numbered otherwise: {Must.Cut(data)}");
        var part = Must.Has(data, "part");
        var kind = Must.Filled(part, "type");
        Must.Be(
            (Type, place, kind) is ("message", "content_index", "output_text" or "refusal") or ("reasoning", "content_index", "reasoning_text") or ("reasoning", "summary_index", "summary_text"),
            $"a {kind} in a {Type}");
        Must.Is(part, kind == "refusal" ? "refusal" : "text", "");
        _open = (kind, part);
        (_textDone, _annotations) = (false, 0);
        _text.Clear();
    }

    /// <summary>A delta of the open part.</summary>
    public void Delta(JsonElement data, string place, string kind)
    {
        InOpen(data, place, kind);
        Must.Be(!_textDone, $"text goes on after its end: {Must.Cut(data)}");
        _text.Append(Must.String(data, "delta"));
    }

    public void TextDone(JsonElement data, string place, string kind)
    {
        InOpen(data, place, kind);
        Must.Be(!_textDone, $"text ends twice: {Must.Cut(data)}");
        Must.Is(data, kind == "refusal" ? "refusal" : "text", _text.ToString());
        _textDone = true;
    }

    public void Annotation(JsonElement data)
    {
        InOpen(data, "content_index", "output_text");
        Must.Be(Must.Count(data, "annotation_index") == _annotations++, $"annotations are numbered otherwise: {Must.Cut(data)}");
        Must.Filled(Must.Has(data, "annotation"), "type");
    }

    public void PartDone(JsonElement data, string place)
    {
        var kind = _open?.Kind ?? throw new GrammarException($"no part is open: {Must.Cut(data)}");
        InOpen(data, place, kind);
        Must.Be(_textDone, $"the part ends before its text: {Must.Cut(data)}");
        var part = Must.Has(data, "part");
        Must.Is(part, "type", kind);
        Must.Is(part, kind == "refusal" ? "refusal" : "text", _text.ToString());
        PartsOf(place).Add(part);
        _open = null;
    }

    public void ArgumentsDelta(JsonElement data)
    {
        Must.Be(Type == "function_call" && _arguments is null, $"arguments out of place: {Must.Cut(data)}");
        _text.Append(Must.String(data, "delta"));
    }

    public void ArgumentsDone(JsonElement data)
    {
        Must.Be(Type == "function_call" && _arguments is null, $"arguments end out of place: {Must.Cut(data)}");
        Must.Is(data, "arguments", _text.ToString());
        _arguments = _text.ToString();
    }

    public void InputDelta(JsonElement data)
    {
        Must.Be(Type == "custom_tool_call" && _arguments is null, $"an input out of place: {Must.Cut(data)}");
        _text.Append(Must.String(data, "delta"));
    }

    public void InputDone(JsonElement data)
    {
        Must.Be(Type == "custom_tool_call" && _arguments is null, $"an input ends out of place: {Must.Cut(data)}");
        Must.Is(data, "input", _text.ToString());
        _arguments = _text.ToString();
    }

    /// <summary>A search goes on: its three events come in their order.</summary>
    public void Searching(string type)
    {
        string[] order = ["response.web_search_call.in_progress", "response.web_search_call.searching", "response.web_search_call.completed"];
        Must.Be(Type == "web_search_call" && _searching < order.Length && order[_searching] == type, $"'{type}' is out of place");
        _searching++;
    }

    /// <summary>The item is over: it has to say again what was streamed.</summary>
    public void Done(JsonElement item)
    {
        Must.Is(item, "id", Id);
        Must.Is(item, "type", Type);
        Must.Be(_open is null, $"the item ends inside a part: {Must.Cut(item)}");
        switch (Type)
        {
            case "message":
                Same(item, "content", _content);
                break;
            case "reasoning":
                Same(item, "summary", _summary);
                Must.Be(_content.Count == 0 || Must.Exists(item, "content"), "the item's end leaves its content out");
                break;
            case "function_call" or "custom_tool_call":
                Must.Be(_arguments is not null, "the call ends before its arguments");
                Must.Is(item, Type == "function_call" ? "arguments" : "input", _arguments!);
                break;
            case "web_search_call":
                Must.Be(_searching is 0 or 3, "the search ends before it is over");
                Must.OneOf(item, "status", "completed", "failed");
                break;
            default:
                break;
        }

        ResponsesItem.Whole(item, new AnswerBuilder());
    }

    private static void Same(JsonElement item, string name, List<JsonElement> parts)
    {
        var said = Must.Array(item, name);
        Must.Be(said.GetArrayLength() == parts.Count, $"the item's end has {said.GetArrayLength()} parts of {parts.Count}");
        for (var i = 0; i < parts.Count; i++)
        {
            Must.Be(JsonElement.DeepEquals(said[i], parts[i]), $"the item's end differs from its part: {Must.Cut(said[i])} and {Must.Cut(parts[i])}");
        }
    }

    private List<JsonElement> PartsOf(string place) => place == "content_index" ? _content : _summary;

    private void InOpen(JsonElement data, string place, string kind)
    {
        Must.Be(_open?.Kind == kind, $"no part of kind {kind} is open: {Must.Cut(data)}");
        Must.Be(Must.Count(data, place) == PartsOf(place).Count, $"another part than the open one: {Must.Cut(data)}");
    }
}
