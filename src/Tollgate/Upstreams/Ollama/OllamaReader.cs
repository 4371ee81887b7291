using System.Globalization;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Json;
using Tollgate.Metering;

namespace Tollgate.Upstreams.Ollama;

/// <summary>Reads answers of <c>/api/chat</c>: a stream has in each line what a whole answer has once, and the last says <c>"done": true</c>.</summary>
internal sealed class OllamaReader(AnswerSink sink) : AnswerReader
{
    private bool _hasBegun;
    private byte[] _name = [];
    private int _calls;

    public override void ReadFrame(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (!IsEnded)
        {
            using var json = ParsedJson.Parse(data);
            Take(json.Root);
        }
    }

    public override bool TryReadWhole(ReadOnlyMemory<byte> body)
    {
        using var json = ParsedJson.Parse(body);
        Take(json.Root);
        if (_hasBegun && !IsEnded)
        {
            End(FinishReason.Unknown);
        }

        return IsEnded;
    }

    public override bool Complete() => IsEnded;

    private void Take(JsonNode line)
    {
        if (line["error"u8].Exists)
        {
            IsEnded = true;
            sink.Fail(OllamaFailure.Of(line["error"u8], 500));
            return;
        }

        var message = line["message"u8];
        if (!message.IsObject && !line["done"u8].IsTrue)
        {
            return;
        }

        Begin(line);
        if (message["thinking"u8].Text is { IsEmpty: false } thought)
        {
            sink.Reasoning(0, thought, isSummary: false);
        }

        if (message["content"u8].Text is { IsEmpty: false } text)
        {
            sink.Text(0, text);
        }

        foreach (var call in message["tool_calls"u8].Each)
        {
            ReadCall(call);
        }

        if (line["logprobs"u8].Length > 0)
        {
            sink.Logprobs(0, JsonCompact.Of(line["logprobs"u8].Raw)); // its elements are OpenAI's
        }

        if (line["done"u8].IsTrue)
        {
            ReadUsage(line);
            End(line["done_reason"u8].Is("length"u8) ? FinishReason.Length : FinishReason.Stop);
        }
    }

    private void Begin(JsonNode line)
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        var at = line["created_at"u8].Text;
        _name = at.Span.ToArray();
        var created = DateTimeOffset.TryParse(at.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeSeconds()
            : 0;
        sink.Begin(new AnswerStart { Model = line["model"u8].Text, Created = Math.Max(0, created) });
    }

    private void ReadCall(JsonNode call)
    {
        var function = call["function"u8];
        var name = function["name"u8].Text;
        if (name.IsEmpty)
        {
            return;
        }

        var id = call["id"u8].Text;
        sink.ToolCall(0, _calls, id.IsEmpty ? MadeUpIds.Make(_name, _calls) : id, name);
        var arguments = function["arguments"u8];
        if (arguments.IsObject)
        {
            sink.ToolArguments(0, _calls, JsonString.Of(JsonCompact.Of(arguments.Raw).Span));
        }
        else if (arguments.Text is { IsEmpty: false } text)
        {
            sink.ToolArguments(0, _calls, text);
        }

        _calls++;
    }

    /// <summary>A prompt that was cached whole is not counted again, and its count left out.</summary>
    private void ReadUsage(JsonNode line)
    {
        if (line["prompt_eval_count"u8].Whole is null && line["eval_count"u8].Whole is null)
        {
            return;
        }

        sink.Usage(new TokenUsage
        {
            Input = Math.Max(0, line["prompt_eval_count"u8].Whole ?? 0),
            Output = Math.Max(0, line["eval_count"u8].Whole ?? 0),
            Source = UsageSource.Reported,
        });
    }

    private void End(FinishReason reason)
    {
        sink.Finish(0, _calls > 0 && reason != FinishReason.Length ? FinishReason.ToolCalls : reason, default);
        IsEnded = true;
        sink.End();
    }
}
