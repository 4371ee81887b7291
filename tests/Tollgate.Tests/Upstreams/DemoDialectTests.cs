using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tollgate.Tests.Upstreams;

public sealed class DemoDialectTests
{
    private const string Tools = """[{"name":"look","description":"","input_schema":{"type":"object","properties":{"at":{"type":"string"}}}}]""";

    [Fact]
    public async Task Anthropics_messages_are_answered()
    {
        var answer = await DemoCall.JsonAsync("/v1/messages", """{"model":"claude","max_tokens":100,"messages":[{"role":"user","content":[{"type":"text","text":"Hi there"}]}]}""");

        answer.GetProperty("type").GetString().ShouldBe("message");
        answer.GetProperty("content")[0].GetProperty("text").GetString()!.ShouldContain("Hi there");
        answer.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
        answer.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Anthropics_stream_has_its_events_in_order()
    {
        var (_, body) = await DemoCall.PostAsync("/v1/messages", """{"model":"claude","max_tokens":2,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""");

        Names(body).ShouldBe(
            ["message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"]);
        body.ShouldContain("\"stop_reason\":\"max_tokens\"");
    }

    [Fact]
    public async Task Anthropics_tools_are_used()
    {
        var request = $$"""{"model":"claude","max_tokens":9,"tools":{{Tools}},"messages":[{"role":"user","content":"call look"}]""";
        var answer = await DemoCall.JsonAsync("/v1/messages", request + "}");
        var (_, stream) = await DemoCall.PostAsync("/v1/messages", request + ",\"stream\":true}");
        var after = await DemoCall.JsonAsync(
            "/v1/messages",
            $$"""{"model":"claude","tools":{{Tools}},"messages":[{"role":"user","content":"call look"},{"role":"user","content":[{"type":"tool_result","tool_use_id":"x","content":"seen"}]}]}""");

        answer.GetProperty("content")[0].GetProperty("input").GetProperty("at").GetString().ShouldBe("demo at");
        stream.ShouldContain("input_json_delta");
        stream.ShouldContain("\"stop_reason\":\"tool_use\"");
        after.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
    }

    [Theory]
    [InlineData("/v1/messages", """{"model":"claude","messages":[{"role":"user","content":"Hi"}],"output_config":{"format":{"type":"json_schema","schema":SCHEMA}}}""")]
    [InlineData("/v1beta/models/g:generateContent", """{"contents":[],"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":SCHEMA}}""")]
    [InlineData("/v1beta/models/g:generateContent", """{"contents":[],"generationConfig":{"responseMimeType":"application/json","responseSchema":SCHEMA}}""")]
    [InlineData("/v1/messages", """{"model":"claude","messages":[],"tool_choice":{"type":"any"},"tools":[{"name":"look","input_schema":SCHEMA}]}""")]
    [InlineData(
        "/v1beta/models/g:generateContent",
        """{"contents":[],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}},"tools":[{"functionDeclarations":[{"name":"look","parametersJsonSchema":SCHEMA}]}]}""")]
    public async Task A_schema_is_filled_wherever_the_dialect_has_it(string path, string body)
    {
        const string Schema = """{"type":"object","properties":{"n":{"type":"integer","minimum":3}}}""";

        var (_, answer) = await DemoCall.PostAsync(path, body.Replace("SCHEMA", Schema, StringComparison.Ordinal));

        answer.Replace("\\\"", "\"", StringComparison.Ordinal).ShouldContain("""{"n":3}""");
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"call look"}],"tool_choice":"none","tools":TOOLS}""")]
    [InlineData("/v1/messages", """{"model":"m","messages":[{"role":"user","content":"call look"}],"tool_choice":{"type":"none"},"tools":TOOLS}""")]
    [InlineData(
        "/v1beta/models/g:generateContent",
        """{"contents":[{"parts":[{"text":"call look"}]}],"toolConfig":{"functionCallingConfig":{"mode":"NONE"}},"tools":TOOLS}""")]
    public async Task A_request_can_forbid_its_tools(string path, string body)
    {
        var (_, answer) = await DemoCall.PostAsync(path, body.Replace("TOOLS", Tools, StringComparison.Ordinal));

        answer.ShouldContain("You said");
    }

    [Theory]
    [InlineData("/v1/messages/count_tokens", """{"model":"claude","messages":[{"role":"user","content":"Hi"}]}""", "input_tokens")]
    [InlineData("/v1beta/models/gemini:countTokens", """{"contents":[{"parts":[{"text":"Hi"}]}]}""", "totalTokens")]
    public async Task Tokens_are_counted(string path, string body, string name)
    {
        (await DemoCall.JsonAsync(path, body)).GetProperty(name).GetInt32().ShouldBeGreaterThan(5);
    }

    [Theory]
    [InlineData("/v1/messages", """{"model":"demo-529","messages":[]}""", 529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"")]
    [InlineData("/v1beta/models/demo-429:generateContent", """{"contents":[]}""", 429, "{\"error\":{\"code\":429")]
    public async Task Errors_are_in_the_shape_of_the_dialect(string path, string body, int status, string start)
    {
        var (answered, json) = await DemoCall.PostAsync(path, body);

        answered.ShouldBe(status);
        json.ShouldStartWith(start);
    }

    [Fact]
    public async Task Gemini_answers_whole_and_in_both_kinds_of_stream()
    {
        const string Request = """{"contents":[{"role":"user","parts":[{"text":"Hi there"}]}],"generationConfig":{"maxOutputTokens":4}}""";
        var whole = await DemoCall.JsonAsync("/v1beta/models/gemini-x:generateContent", Request);
        var (_, array) = await DemoCall.PostAsync("/v1beta/models/gemini-x:streamGenerateContent", Request);
        var (_, events) = await DemoCall.PostAsync("/v1beta/models/gemini-x:streamGenerateContent?alt=sse", Request);

        var text = Text(whole);
        using var parts = JsonDocument.Parse(array);
        string.Concat(parts.RootElement.EnumerateArray().Select(Text)).ShouldBe(text);
        string.Concat(Data(events).Select(data => Text(JsonDocument.Parse(data).RootElement))).ShouldBe(text);
        whole.GetProperty("candidates")[0].GetProperty("finishReason").GetString().ShouldBe("MAX_TOKENS");
        whole.GetProperty("modelVersion").GetString().ShouldBe("gemini-x");
        whole.GetProperty("usageMetadata").GetProperty("candidatesTokenCount").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Geminis_functions_are_called()
    {
        var answer = await DemoCall.JsonAsync(
            "/v1beta/models/gemini-x:generateContent",
            """
            {"contents":[{"parts":[{"text":"Hi"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}},
             "tools":[{"functionDeclarations":[{"name":"look","parameters":{"type":"OBJECT","properties":{"far":{"type":"BOOLEAN"}}}}]}]}
            """);

        var call = answer.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("functionCall");
        call.GetProperty("name").GetString().ShouldBe("look");
        call.GetProperty("args").GetProperty("far").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_response_can_be_a_function_call_in_a_stream()
    {
        var (_, body) = await DemoCall.PostAsync(
            "/v1/responses",
            """
            {"model":"demo","stream":true,"tool_choice":{"type":"function","name":"look"},"input":[{"role":"user","content":[{"type":"input_text","text":"Hi"}]}],
             "tools":[{"type":"function","name":"look","parameters":{"type":"object","properties":{}}}]}
            """);

        Names(body).ShouldBe(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.function_call_arguments.delta",
                "response.function_call_arguments.done", "response.output_item.done", "response.completed",
            ]);
    }

    [Fact]
    public async Task A_response_takes_items_instructions_a_limit_and_a_shape()
    {
        var cut = await DemoCall.JsonAsync(
            "/v1/responses", """{"model":"demo","instructions":"Be brief","max_output_tokens":3,"input":[{"type":"message","role":"user","content":"Hi"}]}""");
        var shaped = await DemoCall.JsonAsync(
            "/v1/responses",
            """{"model":"demo","input":"Hi","text":{"format":{"type":"json_schema","name":"x","schema":{"properties":{"n":{"type":["integer","null"],"minimum":3}}}}}}""");

        cut.GetProperty("status").GetString().ShouldBe("incomplete");
        cut.GetProperty("instructions").GetString().ShouldBe("Be brief");
        cut.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBe(3);
        shaped.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("""{"n":3}""");
    }

    private static string Text(JsonElement answer) =>
        answer.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString()!;

    private static IEnumerable<string> Names(string body) => Lines(body, "event: ");

    private static IEnumerable<string> Data(string body) => Lines(body, "data: ");

    private static IEnumerable<string> Lines(string body, string start) =>
        body.Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..]);
}
