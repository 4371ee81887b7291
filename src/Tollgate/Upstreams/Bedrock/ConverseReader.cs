using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Json;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Reads answers of <c>converse</c> and the frames of <c>converse-stream</c>. The usage comes last, after the end of the message.</summary>
internal sealed class ConverseReader(AnswerSink sink) : AnswerReader
{
    /// <summary>Stands for a call that is the answer itself.</summary>
    private const int Reply = -1;

    private Dictionary<long, int>? _callOfBlock;
    private bool _hasBegun;
    private bool _hasStopped;
    private int _calls;

    public override void ReadFrame(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (IsEnded)
        {
            return;
        }

        if (name.EndsWith("xception"u8) || name.EndsWith("Error"u8))
        {
            IsEnded = true;
            sink.Fail(ConverseFailure.Of(0, Encoding.UTF8.GetString(name), data));
            return;
        }

        using var json = ParsedJson.Parse(data);
        if (json.IsJson)
        {
            Take(name, json.Root);
        }
    }

    public override bool TryReadWhole(ReadOnlyMemory<byte> body)
    {
        using var json = ParsedJson.Parse(body);
        var message = json.Root["output"u8]["message"u8];
        if (!message.IsObject)
        {
            return false;
        }

        Begin();
        foreach (var block in message["content"u8].Each)
        {
            ReadBlock(block);
        }

        ReadUsage(json.Root["usage"u8]);
        Stop(json.Root);
        IsEnded = true;
        sink.End();
        return true;
    }

    public override bool Complete()
    {
        if (!IsEnded && _hasStopped)
        {
            IsEnded = true;
            sink.End();
        }

        return IsEnded;
    }

    private void Take(ReadOnlySpan<byte> name, JsonNode data)
    {
        Begin();
        if (name.SequenceEqual("contentBlockDelta"u8))
        {
            ReadDelta(data["delta"u8], data["contentBlockIndex"u8].Whole ?? 0);
        }
        else if (name.SequenceEqual("contentBlockStart"u8))
        {
            if (data["start"u8]["toolUse"u8] is { IsObject: true } call)
            {
                BeginCall(call, data["contentBlockIndex"u8].Whole ?? 0);
            }
        }
        else if (name.SequenceEqual("messageStop"u8))
        {
            Stop(data);
        }
        else if (name.SequenceEqual("metadata"u8))
        {
            ReadUsage(data["usage"u8]);
            Complete();
        }
    }

    private void Begin()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            sink.Begin(default);
        }
    }

    private void ReadDelta(JsonNode delta, long block)
    {
        var text = delta["text"u8].Text;
        if (!text.IsEmpty)
        {
            sink.Text(0, text);
        }
        else if (delta["toolUse"u8]["input"u8].Text is { IsEmpty: false } piece && _callOfBlock is not null && _callOfBlock.TryGetValue(block, out var call))
        {
            if (call == Reply)
            {
                sink.Text(0, piece);
            }
            else
            {
                sink.ToolArguments(0, call, piece);
            }
        }
        else if (delta["reasoningContent"u8] is { IsObject: true } reasoning)
        {
            ReadReasoning(reasoning);
        }
        else if (delta["citation"u8] is { IsObject: true } citation)
        {
            ConverseCitation.Tell(citation, sink);
        }
    }

    private void ReadBlock(JsonNode block)
    {
        if (block["text"u8].Text is { IsEmpty: false } text)
        {
            sink.Text(0, text);
        }
        else if (block["toolUse"u8] is { IsObject: true } call)
        {
            var number = BeginCall(call, _calls);
            if (call["input"u8] is { IsObject: true } input)
            {
                var arguments = JsonString.Of(JsonCompact.Of(input.Raw).Span);
                if (number == Reply)
                {
                    sink.Text(0, arguments);
                }
                else
                {
                    sink.ToolArguments(0, number, arguments);
                }
            }
        }
        else if (block["reasoningContent"u8] is { IsObject: true } reasoning)
        {
            ReadReasoning(reasoning["reasoningText"u8].IsObject ? reasoning["reasoningText"u8] : reasoning);
        }
        else if (block["citationsContent"u8] is { IsObject: true } cited)
        {
            foreach (var piece in cited["content"u8].Each)
            {
                sink.Text(0, piece["text"u8].Text);
            }

            foreach (var citation in cited["citations"u8].Each)
            {
                ConverseCitation.Tell(citation, sink);
            }
        }
        else if (block["image"u8] is { IsObject: true } image)
        {
            var type = JsonString.Of($"image/{image["format"u8].Text}");
            sink.Media(0, new MediaPart(MediaKind.Image) { MediaType = type, Base64 = image["source"u8]["bytes"u8].Text });
        }
    }

    private int BeginCall(JsonNode call, long block)
    {
        var name = call["name"u8].Text;
        var number = name.Is(ReplyTool.Name) ? Reply : _calls++;
        (_callOfBlock ??= [])[block] = number;
        if (number != Reply)
        {
            var id = call["toolUseId"u8].Text;
            sink.ToolCall(0, number, id.IsEmpty ? MadeUpIds.Make(default, number) : id, name);
        }

        return number;
    }

    private void ReadReasoning(JsonNode reasoning)
    {
        if (reasoning["text"u8].Text is { IsEmpty: false } text)
        {
            sink.Reasoning(0, text, isSummary: false);
        }

        if (reasoning["signature"u8].Text is { IsEmpty: false } signature)
        {
            sink.State(0, new OpaqueState(StateOrigin.Anthropic, signature));
        }

        if (reasoning["redactedContent"u8].Text is { IsEmpty: false } redacted)
        {
            sink.State(0, new OpaqueState(StateOrigin.AnthropicRedacted, redacted));
        }
    }

    private void ReadUsage(JsonNode usage)
    {
        if (ConverseUsage.TryRead(usage, out var tokens))
        {
            sink.Usage(tokens);
        }
    }

    private void Stop(JsonNode data)
    {
        if (_hasStopped)
        {
            return;
        }

        _hasStopped = true;
        var reason = ReasonOf(data["stopReason"u8]);
        sink.Finish(0, reason == FinishReason.ToolCalls && _calls == 0 ? FinishReason.Stop : reason, data["additionalModelResponseFields"u8]["stop_sequence"u8].Text);
    }

    private static FinishReason ReasonOf(JsonNode reason) =>
        reason.Is("end_turn"u8) ? FinishReason.Stop
        : reason.Is("stop_sequence"u8) ? FinishReason.StopSequence
        : reason.Is("max_tokens"u8) || reason.Is("model_context_window_exceeded"u8) ? FinishReason.Length
        : reason.Is("tool_use"u8) ? FinishReason.ToolCalls
        : reason.Is("guardrail_intervened"u8) || reason.Is("content_filtered"u8) ? FinishReason.ContentFilter
        : FinishReason.Stop;
}
