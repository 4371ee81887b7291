using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Upstreams.Cohere;

/// <summary>
/// Reads an answer of Cohere's, whole or event by event. What it plans to do with its tools is text that stands before their calls.
/// </summary>
internal sealed class CohereReader(AnswerSink sink) : AnswerReader
{
    private readonly Dictionary<long, int> _calls = [];
    private JsonString _id;
    private int _nextCall;
    private bool _begun;

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
        var root = json.Root;
        if (!root["message"u8].IsObject)
        {
            return false;
        }

        Begin(root["id"u8].Text);
        ReadMessage(root["message"u8]);
        End(root);
        return true;
    }

    public override bool Complete() => IsEnded;

    private void ReadMessage(JsonNode message)
    {
        foreach (var content in message["content"u8].Each)
        {
            TellContent(content);
        }

        TellText(message["tool_plan"u8].Text);
        var index = 0;
        foreach (var call in message["tool_calls"u8].Each)
        {
            BeginCall(index, call);
            TellArguments(index++, call);
        }

        CiteAll(message["citations"u8]);
    }

    private void ReadEvent(JsonNode item)
    {
        var type = item["type"u8];
        var delta = item["delta"u8];
        var message = delta["message"u8];
        if (type.Is("content-delta"u8) || type.Is("content-start"u8))
        {
            Begin(default);
            TellContent(message["content"u8]);
        }
        else if (type.Is("tool-call-delta"u8))
        {
            TellArguments(item["index"u8].Whole ?? 0, message["tool_calls"u8]);
        }
        else if (type.Is("tool-plan-delta"u8))
        {
            Begin(default);
            TellText(message["tool_plan"u8].Text);
        }
        else if (type.Is("tool-call-start"u8))
        {
            Begin(default);
            BeginCall(item["index"u8].Whole ?? 0, message["tool_calls"u8]);
            TellArguments(item["index"u8].Whole ?? 0, message["tool_calls"u8]);
        }
        else if (type.Is("citation-start"u8))
        {
            Begin(default);
            CiteAll(message["citations"u8]);
        }
        else if (type.Is("message-start"u8))
        {
            Begin(item["id"u8].Text);
        }
        else if (type.Is("message-end"u8))
        {
            End(delta);
        }
    }

    private void Begin(JsonString id)
    {
        if (!_begun)
        {
            _begun = true;
            _id = id.Keep();
            sink.Begin(new AnswerStart { Id = id });
        }
    }

    private void TellContent(JsonNode content)
    {
        TellText(content["text"u8].Text);
        if (content["thinking"u8].Text is { IsEmpty: false } thoughts)
        {
            sink.Reasoning(0, thoughts, isSummary: false);
        }
    }

    private void TellText(JsonString text)
    {
        if (!text.IsEmpty)
        {
            sink.Text(0, text);
        }
    }

    private void BeginCall(long index, JsonNode call)
    {
        var id = call["id"u8].Text;
        _calls[index] = _nextCall;
        sink.ToolCall(0, _nextCall, id.IsEmpty ? MadeUpIds.Make(_id.Span, _nextCall) : id, call["function"u8]["name"u8].Text);
        _nextCall++;
    }

    private void TellArguments(long index, JsonNode call)
    {
        var piece = call["function"u8]["arguments"u8].Text;
        if (!piece.IsEmpty && _calls.TryGetValue(index, out var number))
        {
            sink.ToolArguments(0, number, piece);
        }
    }

    /// <summary>One citation in an event, several in a whole answer.</summary>
    private void CiteAll(JsonNode citations)
    {
        if (citations.IsObject)
        {
            Cite(citations);
        }

        foreach (var citation in citations.Each)
        {
            Cite(citation);
        }
    }

    /// <summary>What a thought leans on has no place in any client's format.</summary>
    private void Cite(JsonNode citation)
    {
        if (citation["type"u8].Is("THINKING_CONTENT"u8))
        {
            return;
        }

        var document = citation["sources"u8][0]["document"u8];
        var (start, end) = (citation["start"u8].Whole ?? -1, citation["end"u8].Whole ?? -1);
        var hasPlace = start >= 0 && end > start && end <= int.MaxValue && citation["content_index"u8].Whole is null or 0;
        sink.Cite(0, new Citation(document["url"u8].Text, document["title"u8].Text, citation["text"u8].Text)
        {
            Start = hasPlace ? (int)start : -1,
            End = hasPlace ? (int)end : -1,
        });
    }

    /// <summary>The end of an answer, which has the same members whole and in an event.</summary>
    private void End(JsonNode end)
    {
        IsEnded = true;
        var reason = end["finish_reason"u8];
        if (reason.Is("ERROR"u8) || reason.Is("TIMEOUT"u8) || end["error"u8].IsString)
        {
            if (_begun)
            {
                TellUsage(end["usage"u8]); // before the beginning it would be one
            }

            var words = FailureText.Of(end["error"u8].Text);
            sink.Fail(CohereFailure.Of(reason.Is("TIMEOUT"u8) ? 504 : 500, words.Length > 0 ? words : "The model broke off."));
            return;
        }

        Begin(default);
        TellUsage(end["usage"u8]);
        sink.Finish(0, ReasonOf(reason), default);
        sink.End();
    }

    private void TellUsage(JsonNode usage)
    {
        if (usage.IsObject)
        {
            sink.Usage(UsageOf(usage));
        }
    }

    /// <summary>What is billed. Of what was cached it says how much of the true count, which may be more than is billed at all.</summary>
    private static TokenUsage UsageOf(JsonNode node)
    {
        var usage = CohereUnits.Read(node);
        if (!node["billed_units"u8]["output_tokens"u8].Exists)
        {
            usage.Output = Math.Max(0, node["tokens"u8]["output_tokens"u8].Whole ?? 0);
        }

        usage.CachedInput = Math.Clamp(node["cached_tokens"u8].Whole ?? 0, 0, usage.Input);
        usage.Source = UsageSource.Reported;
        return usage;
    }

    private static FinishReason ReasonOf(JsonNode reason) =>
        reason.Is("COMPLETE"u8) ? FinishReason.Stop
        : reason.Is("TOOL_CALL"u8) ? FinishReason.ToolCalls
        : reason.Is("MAX_TOKENS"u8) || reason.Is("ERROR_LIMIT"u8) ? FinishReason.Length
        : reason.Is("STOP_SEQUENCE"u8) ? FinishReason.StopSequence
        : reason.Is("ERROR_TOXIC"u8) ? FinishReason.ContentFilter
        : FinishReason.Stop;
}
