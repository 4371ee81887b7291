using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>
/// Reads an answer of the messages format. A whole one is told block by block with the same code that reads the events of a stream, so both say
/// the same. Of the tools that run at the provider only searches are told; what the others led to stands in the text.
/// </summary>
internal sealed class MessagesReader(AnswerSink sink) : AnswerReader
{
    /// <summary>Number in place of a call's for the block that holds the answer itself (<see cref="AnswerTool"/>).</summary>
    private const int Answer = -1;

    private readonly Dictionary<long, int> _calls = [];
    private readonly Dictionary<long, JsonString> _inputs = [];
    private readonly CitedBlock _cited = new();
    private ServerSearches? _searches;
    private ArrayBufferWriter<byte>? _signature;
    private JsonString _id;
    private TokenUsage _usage;
    private int _nextCall;
    private bool _begun;
    private bool _finished;
    private bool _answered;

    public override void ReadFrame(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (!IsEnded)
        {
            using var json = ParsedJson.Parse(data);
            ReadEvent(json.Root);
        }
    }

    public override bool TryReadWhole(ReadOnlyMemory<byte> body)
    {
        using var json = ParsedJson.Parse(body);
        if (!json.Root["content"u8].IsArray)
        {
            return false;
        }

        ReadMessage(json.Root);
        return true;
    }

    public override bool Complete()
    {
        if (!IsEnded && _finished)
        {
            End(); // some vendors that copy the format leave out its last event
        }

        return IsEnded;
    }

    private void ReadEvent(JsonNode data)
    {
        var type = data["type"u8];
        if (type.Is("content_block_delta"u8))
        {
            ReadDelta(data["index"u8].Whole ?? 0, data["delta"u8]);
        }
        else if (type.Is("content_block_start"u8))
        {
            BeginBlock(data["index"u8].Whole ?? 0, data["content_block"u8]);
        }
        else if (type.Is("content_block_stop"u8))
        {
            EndBlock(data["index"u8].Whole ?? 0);
        }
        else if (type.Is("message_start"u8))
        {
            var message = data["message"u8];
            Begin(message);
            ReadUsage(message["usage"u8]);
        }
        else if (type.Is("message_delta"u8))
        {
            ReadUsage(data["usage"u8]);
            Finish(data["delta"u8]);
        }
        else if (type.Is("message_stop"u8))
        {
            End();
        }
        else if (type.Is("error"u8))
        {
            IsEnded = true;
            sink.Fail(MessagesFailure.Of(200, data));
        }
    }

    private void ReadMessage(JsonNode message)
    {
        Begin(message);
        var index = 0;
        foreach (var block in message["content"u8].Each)
        {
            BeginBlock(index, block);
            EndBlock(index++);
        }

        ReadUsage(message["usage"u8]);
        Finish(message);
        End();
    }

    private void Begin(JsonNode message)
    {
        if (!_begun)
        {
            _begun = true;
            _id = message["id"u8].Text.Keep();
            sink.Begin(new AnswerStart { Id = message["id"u8].Text, Model = message["model"u8].Text });
        }
    }

    private void EnsureBegun() => Begin(default);

    private void BeginBlock(long index, JsonNode block)
    {
        EnsureBegun();
        _cited.Begin();
        var type = block["type"u8];
        if (type.Is("text"u8))
        {
            TellText(block["text"u8].Text);
            foreach (var citation in block["citations"u8].Each)
            {
                Cite(citation);
            }
        }
        else if (type.Is("tool_use"u8))
        {
            BeginCall(index, block);
        }
        else if (type.Is("thinking"u8))
        {
            TellThoughts(block["thinking"u8].Text);
            AddSignature(block["signature"u8].Text);
        }
        else if (type.Is("redacted_thinking"u8))
        {
            sink.State(0, new OpaqueState(StateOrigin.AnthropicRedacted, block["data"u8].Text));
        }
        else if (type.Is("server_tool_use"u8))
        {
            (_searches ??= new ServerSearches()).Begin(index, block);
        }
        else if (type.Is("web_search_tool_result"u8))
        {
            sink.Search(0, (_searches ??= new ServerSearches()).Finish(block));
        }
    }

    private void BeginCall(long index, JsonNode block)
    {
        var name = block["name"u8].Text;
        if (name.Is(AnswerTool.Name))
        {
            _calls[index] = Answer;
            _answered = true;
        }
        else
        {
            var id = block["id"u8].Text;
            _calls[index] = _nextCall;
            sink.ToolCall(0, _nextCall, id.IsEmpty ? MadeUpIds.Make(_id.Span, _nextCall) : id, name);
            _nextCall++;
        }

        // The input of a whole answer. A stream begins with an empty one, whose deltas follow; a vendor that sends none has it here.
        var input = block["input"u8];
        if (input.Exists && !IsEmptyObject(input.Raw.Span))
        {
            _inputs[index] = JsonString.Of(input.Raw.Span);
        }
    }

    private void ReadDelta(long index, JsonNode delta)
    {
        var type = delta["type"u8];
        if (type.Is("text_delta"u8))
        {
            EnsureBegun();
            TellText(delta["text"u8].Text);
        }
        else if (type.Is("input_json_delta"u8))
        {
            TellInput(index, delta["partial_json"u8].Text);
        }
        else if (type.Is("thinking_delta"u8))
        {
            EnsureBegun();
            TellThoughts(delta["thinking"u8].Text);
        }
        else if (type.Is("signature_delta"u8))
        {
            AddSignature(delta["signature"u8].Text);
        }
        else if (type.Is("citations_delta"u8))
        {
            EnsureBegun();
            Cite(delta["citation"u8]);
        }
    }

    private void EndBlock(long index)
    {
        _cited.End(sink);
        if (_inputs.Remove(index, out var input))
        {
            TellInput(index, input);
        }

        if (_signature is { WrittenCount: > 0 })
        {
            sink.State(0, new OpaqueState(StateOrigin.Anthropic, new JsonString(_signature.WrittenMemory)));
            _signature.ResetWrittenCount();
        }
    }

    private void TellText(JsonString text)
    {
        if (!text.IsEmpty)
        {
            _cited.Add(text);
            sink.Text(0, text);
        }
    }

    private void TellThoughts(JsonString text)
    {
        if (!text.IsEmpty)
        {
            sink.Reasoning(0, text, isSummary: false);
        }
    }

    private void TellInput(long index, JsonString piece)
    {
        if (piece.IsEmpty || !_calls.TryGetValue(index, out var call))
        {
            _searches?.AddInput(index, piece);
            return;
        }

        if (_inputs.Count > 0)
        {
            _inputs.Remove(index); // the deltas say it again
        }

        if (call == Answer)
        {
            TellText(piece); // JSON text within a string either way
        }
        else
        {
            sink.ToolArguments(0, call, piece);
        }
    }

    private void AddSignature(JsonString piece)
    {
        if (!piece.IsEmpty)
        {
            EnsureBegun();
            _signature ??= new ArrayBufferWriter<byte>();
            _signature.Write(piece.Span);
        }
    }

    private void Cite(JsonNode citation)
    {
        if (citation.IsObject)
        {
            _cited.Cite(citation);
        }
    }

    private void ReadUsage(JsonNode usage)
    {
        if (usage.IsObject && MessagesUsageFields.TryRead(usage.Raw.Span, ref _usage))
        {
            EnsureBegun();
            sink.Usage(_usage);
        }
    }

    private void Finish(JsonNode delta)
    {
        var reason = delta["stop_reason"u8];
        if (!reason.Exists)
        {
            return;
        }

        EnsureBegun();
        _cited.End(sink);
        _finished = true;
        sink.Finish(0, ReasonOf(reason), delta["stop_sequence"u8].Text);
    }

    private FinishReason ReasonOf(JsonNode reason) =>
        reason.Is("end_turn"u8) ? FinishReason.Stop
        : reason.Is("tool_use"u8) ? _answered && _nextCall == 0 ? FinishReason.Stop : FinishReason.ToolCalls
        : reason.Is("max_tokens"u8) || reason.Is("model_context_window_exceeded"u8) ? FinishReason.Length
        : reason.Is("stop_sequence"u8) ? FinishReason.StopSequence
        : reason.Is("refusal"u8) ? FinishReason.ContentFilter
        : reason.Is("pause_turn"u8) ? FinishReason.Pause
        : FinishReason.Stop;

    private void End()
    {
        EnsureBegun();
        _cited.End(sink);
        IsEnded = true;
        sink.End();
    }

    private static bool IsEmptyObject(ReadOnlySpan<byte> json) => json is [(byte)'{', .., (byte)'}'] && json[1..^1].Trim(" \t\r\n"u8).IsEmpty;
}
