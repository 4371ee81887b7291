using System.Text;
using Shouldly;
using Tollgate.Streaming;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Streaming;

public sealed class StreamPieceTests
{
    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""", PieceMarks.Opening, "")]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[],"refusal":null}}]}""", PieceMarks.Opening, "")]
    [InlineData("""{"choices":[{"delta":{"content":"a\"b"},"index":0}],"usage":null}""", PieceMarks.None, "a\\\"b")]
    [InlineData("""{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", PieceMarks.Final, "")]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1}}""", PieceMarks.None, "")]
    [InlineData("""{"choices":[{"index":1,"delta":{"content":"a"}}]}""", PieceMarks.Unfit, "a")]
    [InlineData("""{"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}""", PieceMarks.Unfit, "")]
    [InlineData("""{"choices":[{"index":0,"delta":{"tool_calls":[{"id":"c"}]}}]}""", PieceMarks.Unfit, "")]
    [InlineData("""{"error":{"message":"no"}}""", PieceMarks.Unfit, "")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"cut""", PieceMarks.Unfit, "")]
    [InlineData("[DONE]", PieceMarks.Final, "")]
    public void Chunks_of_a_chat_are_told_apart(string data, object marks, string text) => ShouldBe(Dialect.OpenAi, data, (PieceMarks)marks, text);

    [Theory]
    [InlineData("""{"type":"message_start","message":{"usage":{"input_tokens":1}}}""", PieceMarks.Opening, "")]
    [InlineData("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""", PieceMarks.Block, "")]
    [InlineData("""{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t"}}""", PieceMarks.Unfit, "")]
    [InlineData("""{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""", PieceMarks.Unfit, "")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}""", PieceMarks.None, "Hi")]
    [InlineData("""{"delta":{"text":"Hi","type":"text_delta"},"index":0,"type":"content_block_delta"}""", PieceMarks.None, "Hi")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}""", PieceMarks.Unfit, "")]
    [InlineData("""{"type":"content_block_stop","index":0}""", PieceMarks.Final, "")]
    [InlineData("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}""", PieceMarks.Final, "")]
    [InlineData("""{"type":"ping"}""", PieceMarks.None, "")]
    [InlineData("""{"type":"error","error":{}}""", PieceMarks.Unfit, "")]
    public void Events_of_a_message_are_told_apart(string data, object marks, string text) => ShouldBe(Dialect.Anthropic, data, (PieceMarks)marks, text);

    [Theory]
    [InlineData("""{"role":"assistant","content":"a"}""", """{"content":"a"}""")]
    [InlineData("""{"role":"assistant", "content":"a"}""", """{"content":"a"}""")]
    [InlineData("""{"content":"a","role":"assistant"}""", """{"content":"a"}""")]
    [InlineData("""{"content":"a","role":"assistant","refusal":null}""", """{"content":"a","refusal":null}""")]
    [InlineData("""{"role":"assistant"}""", "{}")]
    public void Role_can_be_taken_out(string delta, string left)
    {
        var data = $$"""{"choices":[{"index":0,"delta":{{delta}}}]}""";
        var role = StreamPiece.Read(Dialect.OpenAi, Encoding.UTF8.GetBytes(data)).Role;

        data.Remove(role.Start, role.Length).ShouldBe($$"""{"choices":[{"index":0,"delta":{{left}}}]}""");
    }

    private static void ShouldBe(Dialect dialect, string data, PieceMarks marks, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(data);
        var piece = StreamPiece.Read(dialect, bytes);
        piece.Marks.ShouldBe(marks);
        Encoding.UTF8.GetString(piece.Text.Of(bytes)).ShouldBe(text);
    }
}
