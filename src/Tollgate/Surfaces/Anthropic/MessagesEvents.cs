using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>Writes the events of a streamed message, one method each. In what order they come is <see cref="MessagesStream"/>'s.</summary>
internal sealed class MessagesEvents(AnswerContext context)
{
    private JsonOut Json => context.Out;

    public void MessageStart(in AnswerStart start)
    {
        Begin("message_start"u8);
        Json.Name("message"u8);
        Json.BeginObject();
        MessagesHead.Write(start, context);
        Json.Name("content"u8);
        Json.Raw("[]"u8);
        Json.Name("stop_reason"u8);
        Json.Null();
        Json.Name("stop_sequence"u8);
        Json.Null();
        Json.Name("usage"u8);
        MessagesUsage.Write(null, context, isTotal: true);
        Json.EndObject();
        End();
    }

    public void TextStart(int index) => Start(index, "{\"type\":\"text\",\"text\":\"\"}"u8);

    public void ThinkingStart(int index) => Start(index, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"u8);

    public void RedactedStart(int index, JsonString data)
    {
        BeginStart(index);
        MessagesBlock.WriteRedacted(Json, data);
        End();
    }

    public void CallStart(int index, JsonString id, JsonString name)
    {
        BeginStart(index);
        MessagesBlock.WriteCall(Json, id, name);
        Json.Raw("{}"u8);
        Json.EndObject();
        End();
    }

    /// <summary>A block of a search. What a call is told follows its beginning, as this vendor streams it.</summary>
    public void SearchBlock(int index, in MessagesSearchBlock block)
    {
        BeginStart(index);
        Json.Raw(block.Json.Span);
        End();
        if (!block.Input.IsEmpty)
        {
            InputDelta(index, JsonString.Of(block.Input.Span));
        }
    }

    public void TextDelta(int index, JsonString piece) => Delta(index, "{\"type\":\"text_delta\",\"text\":\""u8, piece);

    public void ThinkingDelta(int index, JsonString piece) => Delta(index, "{\"type\":\"thinking_delta\",\"thinking\":\""u8, piece);

    public void SignatureDelta(int index, JsonString signature) => Delta(index, "{\"type\":\"signature_delta\",\"signature\":\""u8, signature);

    public void InputDelta(int index, JsonString piece) => Delta(index, "{\"type\":\"input_json_delta\",\"partial_json\":\""u8, piece);

    public void CitationsDelta(int index, Citation citation)
    {
        Begin("content_block_delta"u8);
        Json.Name("index"u8);
        Json.Number(index);
        Json.Name("delta"u8);
        Json.BeginObject();
        Json.Name("type"u8);
        Json.Ascii("citations_delta"u8);
        Json.Name("citation"u8);
        MessagesCitations.Write(citation, Json);
        Json.EndObject();
        End();
    }

    public void BlockStop(int index)
    {
        Begin("content_block_stop"u8);
        Json.Name("index"u8);
        Json.Number(index);
        End();
    }

    public void MessageDelta(FinishReason reason, JsonString sequence, bool calls, bool refused, TokenUsage? usage)
    {
        Begin("message_delta"u8);
        Json.Name("delta"u8);
        Json.BeginObject();
        MessagesHead.WriteStop(Json, reason, sequence, calls, refused);
        Json.EndObject();
        Json.Name("usage"u8);
        MessagesUsage.Write(usage, context, isTotal: false);
        End();
    }

    public void MessageStop()
    {
        Begin("message_stop"u8);
        End();
    }

    public void Error(UpstreamFailure failure)
    {
        Json.Bytes.Write("event: error\ndata: "u8);
        Json.Restart();
        MessagesError.Write(failure, context);
        Json.Bytes.Write("\n\n"u8);
    }

    private void Start(int index, ReadOnlySpan<byte> block)
    {
        BeginStart(index);
        Json.Raw(block);
        End();
    }

    private void BeginStart(int index)
    {
        Begin("content_block_start"u8);
        Json.Name("index"u8);
        Json.Number(index);
        Json.Name("content_block"u8);
    }

    /// <summary>The event that nearly all of a stream consists of, in as few writes as it takes.</summary>
    private void Delta(int index, ReadOnlySpan<byte> head, JsonString piece)
    {
        var bytes = Json.Bytes;
        bytes.Write("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
        bytes.Write(index);
        bytes.Write(",\"delta\":"u8);
        bytes.Write(head);
        bytes.Write(piece.Span);
        bytes.Write("\"}}\n\n"u8);
    }

    private void Begin(ReadOnlySpan<byte> type)
    {
        Json.Bytes.Write("event: "u8);
        Json.Bytes.Write(type);
        Json.Bytes.Write("\ndata: "u8);
        Json.Restart();
        Json.BeginObject();
        Json.Name("type"u8);
        Json.Ascii(type);
    }

    private void End()
    {
        Json.EndObject();
        Json.Bytes.Write("\n\n"u8);
    }
}
