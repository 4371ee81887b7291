using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>A stream of Anthropic's events while it is read.</summary>
internal sealed class AnthropicEvents
{
    private readonly AnswerBuilder _seen = new();
    private readonly List<AnthropicBlock> _closed = [];
    private AnthropicBlock? _open;
    private JsonElement _startUsage;
    private bool _begun;
    private bool _stopped;
    private bool _ended;

    public void Take(SseEvent item)
    {
        var data = Must.Object(Must.Parse(item.Data), "an event");
        var type = Must.Filled(data, "type");
        Must.Be(string.Equals(item.Name, type, StringComparison.Ordinal), $"the event '{item.Name}' says it is a '{type}'");
        Must.Be(!_ended && _seen.Error is null, $"something follows the end: {Must.Cut(data)}");
        Must.Be(_begun || type is "message_start" or "error", $"the stream begins with '{type}'");
        switch (type)
        {
            case "ping":
                break;
            case "error":
                _seen.Error = AnthropicError.Check(data);
                break;
            case "message_start":
                Begin(Must.Object(Must.Has(data, "message"), "message"));
                break;
            case "content_block_start":
                Must.Be(_open is null, $"a block begins inside another: {Must.Cut(data)}");
                Must.Be(!_stopped, "a block begins after the stop reason");
                Must.Be(Must.Count(data, "index") == _closed.Count, $"block {_closed.Count} is numbered otherwise: {Must.Cut(data)}");
                _open = AnthropicBlock.Start(Must.Object(Must.Has(data, "content_block"), "content_block"), _seen);
                break;
            case "content_block_delta":
                Open(data).Delta(Must.Object(Must.Has(data, "delta"), "delta"));
                break;
            case "content_block_stop":
                _closed.Add(Open(data));
                _open = null;
                break;
            case "message_delta":
                Stop(data);
                break;
            case "message_stop":
                Must.Be(_stopped, "the message stops without a reason");
                _ended = true;
                break;
            default:
                throw new GrammarException($"an event '{type}'");
        }
    }

    public AnswerSeen End()
    {
        Must.Be(_ended || _seen.Error is not null, "the stream has no message_stop");
        return _seen.Build();
    }

    private void Begin(JsonElement message)
    {
        Must.Be(!_begun, "the message begins twice");
        _begun = true;
        _seen.Choice(0);
        AnthropicGrammar.Head(message);
        Must.Be(Must.Array(message, "content").GetArrayLength() == 0, "the message begins with content");
        Must.Null(message, "stop_reason");
        Must.Null(message, "stop_sequence");
        _startUsage = Must.Object(Must.Has(message, "usage"), "usage");
        Must.Count(_startUsage, "input_tokens");
        Must.Count(_startUsage, "output_tokens");
    }

    private AnthropicBlock Open(JsonElement data)
    {
        Must.Be(_open is not null, $"no block is open: {Must.Cut(data)}");
        Must.Be(Must.Count(data, "index") == _closed.Count, $"another block than the open one: {Must.Cut(data)}");
        return _open!;
    }

    /// <summary>Its usage is cumulative; what it leaves out, the start has said.</summary>
    private void Stop(JsonElement data)
    {
        Must.Be(_open is null, "the stop reason comes inside a block");
        Must.Be(!_stopped, "the stop reason comes twice");
        _stopped = true;
        AnthropicGrammar.Stop(Must.Object(Must.Has(data, "delta"), "delta"), _seen);
        foreach (var block in _closed)
        {
            block.Stop(_seen.Finish == FinishSeen.Length);
        }

        var usage = Must.Object(Must.Has(data, "usage"), "usage");
        var last = AnthropicGrammar.Usage(usage, Must.Count(Must.Exists(usage, "input_tokens") ? usage : _startUsage, "input_tokens"));
        if (!Must.Exists(usage, "cache_read_input_tokens") && !Must.Exists(usage, "cache_creation_input_tokens"))
        {
            var cached = Must.CountOrNone(_startUsage, "cache_read_input_tokens");
            var written = Must.CountOrNone(_startUsage, "cache_creation_input_tokens");
            last = last with { Input = last.Input + cached + written, Cached = cached, CacheWrite = written };
        }

        _seen.Usage = last;
    }
}
