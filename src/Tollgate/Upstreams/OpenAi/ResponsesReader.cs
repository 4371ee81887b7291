using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>
/// Reads a response, as events or whole. Pieces are told as they come; what a provider tells only when an item is done, or only in the last
/// event, is told then.
/// </summary>
internal sealed class ResponsesReader(AnswerSink sink) : AnswerReader
{
    private readonly ResponsesItemReader _items = new(sink);
    private bool _hasBegun;

    public override void ReadFrame(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (IsEnded)
        {
            return;
        }

        using var json = ParsedJson.Parse(data);
        if (json.IsJson)
        {
            var type = json.Root["type"u8].Text; // the name says the same, but not every provider sends it
            ReadEvent(type.IsEmpty ? name : type.Span, json.Root);
        }
    }

    public override bool TryReadWhole(ReadOnlyMemory<byte> body)
    {
        using var json = ParsedJson.Parse(body);
        var root = json.Root;
        if (!root["output"u8].IsArray && !(root["object"u8].Is("response"u8) && root["error"u8].Exists))
        {
            return false;
        }

        ReadLast(root);
        return true;
    }

    public override bool Complete() => IsEnded;

    private void ReadEvent(ReadOnlySpan<byte> type, JsonNode root)
    {
        if (!_hasBegun)
        {
            Begin(root["response"u8]); // the first event has it; a provider that leaves it out begins all the same
        }

        if (_items.TryReadDelta(type, root))
        {
            return;
        }

        switch (type)
        {
            case var _ when type.SequenceEqual("response.output_item.added"u8):
                _items.Add(root);
                break;
            case var _ when type.SequenceEqual("response.output_item.done"u8):
                _items.Done(root);
                break;
            case var _ when type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8) || type.SequenceEqual("response.failed"u8)
                || type.SequenceEqual("response.cancelled"u8):
                ReadLast(root["response"u8]);
                break;
            case var _ when type.SequenceEqual("error"u8) || (type.IsEmpty && root["error"u8].Exists):
                Fail(root);
                break;
        }
    }

    private void Begin(JsonNode response)
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        sink.Begin(new AnswerStart
        {
            Id = response["id"u8].Text,
            Model = response["model"u8].Text,
            Created = Math.Max(0, response["created_at"u8].Whole ?? 0),
        });
    }

    /// <summary>The response at its end, which is also what an answer that did not come as a stream is.</summary>
    private void ReadLast(JsonNode response)
    {
        Begin(response);
        if (!_items.HasAny)
        {
            foreach (var item in response["output"u8].Items)
            {
                _items.TellWhole(item);
            }
        }

        var usage = default(TokenUsage);
        if (response["usage"u8].IsObject && OpenAiUsage.TryRead(response["usage"u8].Raw.Span, ref usage))
        {
            usage.Searches = Math.Clamp(response["tool_usage"u8]["web_search"u8]["num_requests"u8].Whole ?? _items.Searches, 0, int.MaxValue);
            sink.Usage(usage);
        }

        var status = response["status"u8];
        if (response["error"u8].Exists || status.Is("failed"u8))
        {
            Fail(response);
            return;
        }

        IsEnded = true;
        sink.Finish(0, FinishOf(status, response["incomplete_details"u8]["reason"u8]), default);
        sink.End();
    }

    /// <summary>An error as an object, or flat as the schema has its event. One that says nothing is one all the same.</summary>
    private void Fail(JsonNode holder)
    {
        IsEnded = true;
        sink.Fail(OpenAiFailures.OfNode(holder, 0) ?? OpenAiFailures.OfNode(holder, 500) ?? new UpstreamFailure { Kind = FailureKind.Server });
    }

    private FinishReason FinishOf(JsonNode status, JsonNode reason) => status switch
    {
        _ when status.Is("incomplete"u8) => reason.Is("content_filter"u8) ? FinishReason.ContentFilter : FinishReason.Length,
        _ when status.Is("cancelled"u8) => FinishReason.Error,
        _ => _items.HasCalls ? FinishReason.ToolCalls : FinishReason.Stop,
    };
}
