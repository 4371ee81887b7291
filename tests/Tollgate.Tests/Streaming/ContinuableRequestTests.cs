using System.Text;
using Shouldly;
using Tollgate.Streaming;
using Xunit;

namespace Tollgate.Tests.Streaming;

public sealed class ContinuableRequestTests
{
    [Theory]
    [InlineData("")]
    [InlineData(""","tools":[],"functions":null,"echo":false""")]
    [InlineData(""","response_format":{"type":"text"}""")]
    [InlineData(""","thinking":{"type":"disabled"},"output_config":{"effort":"low"}""")]
    public void Plain_text_can_be_gone_on_with(string more) => IsPlain(more).ShouldBeTrue();

    [Theory]
    [InlineData(""","tools":[{"type":"function"}]""")]
    [InlineData(""","response_format":{"type":"json_object"}""")]
    [InlineData(""","response_format":{"type":"json_schema","json_schema":{}}""")]
    [InlineData(""","output_config":{"format":{"type":"json_schema"}}""")]
    [InlineData(""","thinking":{"type":"enabled","budget_tokens":1024}""")]
    [InlineData(""","guided_json":{"type":"object"}""")]
    [InlineData(""","structured_outputs":{"regex":"a"}""")]
    [InlineData(""","continue_final_message":true""")]
    [InlineData(""","add_generation_prompt":true""")]
    public void Anything_else_cannot(string more) => IsPlain(more).ShouldBeFalse();

    [Theory]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]""", true)]
    [InlineData("""[{"role":"user","content":"a"},{"content":"b","role":"assistant"}]""", false)]
    [InlineData("""[{"role":"user","content":{"role":"assistant"}}]""", true)]
    [InlineData("""["a"]""", false)]
    public void An_answer_that_the_client_has_begun_is_its_own(string messages, bool isPlain) =>
        ContinuableRequest.IsPlain(Encoding.UTF8.GetBytes($$"""{"model":"m","messages":{{messages}}}""")).ShouldBe(isPlain);

    private static bool IsPlain(string more) =>
        ContinuableRequest.IsPlain(Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"Hi"}]{{more}}}"""));
}
