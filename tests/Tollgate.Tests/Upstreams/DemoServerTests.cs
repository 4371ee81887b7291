using Shouldly;
using Tollgate.Upstreams.Demo;
using Xunit;

namespace Tollgate.Tests.Upstreams;

public sealed class DemoServerTests
{
    private const string Chat = """{"model":"demo","messages":[{"role":"user","content":"Hi"}]}""";
    private const string ChatStream = """{"model":"demo","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task Requests_on_one_connection_are_answered_in_their_order()
    {
        var answer = await DemoCall.SendAsync(
            DemoCall.Post("/v1/chat/completions", Chat, fields: string.Empty)
            + "GET /v1/models HTTP/1.1\r\nHost: demo\r\n\r\n"
            + DemoCall.Post("/v1/chat/completions", ChatStream));

        var chat = answer.IndexOf("\"chat.completion\"", StringComparison.Ordinal);
        var models = answer.IndexOf("\"owned_by\"", StringComparison.Ordinal);
        var stream = answer.IndexOf("[DONE]", StringComparison.Ordinal);
        chat.ShouldBeInRange(0, models);
        models.ShouldBeLessThan(stream);
        answer.ShouldEndWith("0\r\n\r\n");
    }

    [Fact]
    public async Task A_chunked_request_is_understood()
    {
        var chunked = string.Concat(Chat.Chunk(7).Select(piece => $"{piece.Length:x}\r\n{new string(piece)}\r\n")) + "0\r\n\r\n";

        var answer = await DemoCall.SendAsync(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: demo\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunked);

        answer.ShouldStartWith("HTTP/1.1 200 OK");
        answer.ShouldContain("You said: \\\"Hi\\\"");
    }

    [Fact]
    public async Task A_client_of_HTTP_1_0_gets_a_stream_without_chunks()
    {
        var answer = await DemoCall.SendAsync($"POST /v1/chat/completions HTTP/1.0\r\nContent-Length: {ChatStream.Length}\r\n\r\n{ChatStream}");

        answer.ShouldNotContain("transfer-encoding");
        answer.ShouldContain("\r\n\r\ndata: {");
        answer.ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task A_large_body_passes_the_pipe()
    {
        var content = new string('x', 300_000);

        var answer = await DemoCall.JsonAsync("/v1/chat/completions", $$"""{"model":"demo","messages":[{"role":"user","content":"{{content}}"}]}""");

        answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBeGreaterThan(30_000);
    }

    [Theory]
    [InlineData("/v1/nonsense", "{}", 404)]
    [InlineData("/v1/responses/resp_1/cancel", "{}", 404)]
    [InlineData("/v1/chat/completions", "{", 400)]
    [InlineData("/v1/chat/completions", "[]", 400)]
    [InlineData("/v1/chat/completions", """{"messages":[]}""", 400)]
    [InlineData("/v1/chat/completions", """{"model":"demo"}""", 400)]
    [InlineData("/v1/chat/completions", """{"model":"\ud800","messages":[]}""", 400)]
    [InlineData("/v1/responses", """{"model":"demo","input":"Hi","previous_response_id":"resp_1"}""", 400)]
    [InlineData("/v1/embeddings", """{"model":"demo"}""", 400)]
    [InlineData("/v1/audio/speech", "{}", 400)]
    [InlineData("/v1/images/generations", "[]", 400)]
    public async Task What_it_cannot_answer_is_an_error_in_OpenAIs_shape(string path, string body, int status)
    {
        var (answered, json) = await DemoCall.PostAsync(path, body);

        answered.ShouldBe(status);
        json.ShouldStartWith("""{"error":{"message":""");
    }

    [Fact]
    public async Task A_head_that_is_no_HTTP_is_refused()
    {
        (await DemoCall.SendAsync("hello\r\n\r\n")).ShouldStartWith("HTTP/1.1 400");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        var (status, _) = await DemoCall.PostAsync("/v1/chat/completions", Chat, new DemoOptions { MaxBodyBytes = 10 });

        status.ShouldBe(413);
    }

    [Fact]
    public async Task The_provider_inside_the_gateway_takes_no_orders()
    {
        var (status, _) = await DemoCall.PostAsync("/v1/chat/completions", Chat.Replace("demo", "demo-500", StringComparison.Ordinal), new DemoOptions());

        status.ShouldBe(200);
    }

    [Fact]
    public async Task Text_of_any_script_comes_back_as_it_was()
    {
        var answer = await DemoCall.JsonAsync("/v1/chat/completions", """{"model":"demo","messages":[{"role":"user","content":"为什么天空是蓝色的？ 😀"}]}""");

        answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!.ShouldContain("为什么天空是蓝色的？ 😀");
    }

    [Fact]
    public async Task Delays_are_kept_and_change_nothing_else()
    {
        var options = new DemoOptions { FirstByteDelayMs = 10, ChunkDelayMs = 1, Tokens = 5, Jitter = 0.5 };

        var (status, body) = await DemoCall.PostAsync("/v1/chat/completions", ChatStream, options);

        status.ShouldBe(200);
        body.Split("\n\n").Length.ShouldBe(1 + 5 + 1 + 1 + 1); // role, pieces, finish, [DONE], what follows the last separator
    }

    [Fact]
    public async Task An_older_completion_is_answered_and_streamed()
    {
        var whole = await DemoCall.JsonAsync("/v1/completions", """{"model":"demo","prompt":"Once","n":2}""");
        var (_, stream) = await DemoCall.PostAsync("/v1/completions", """{"model":"demo","prompt":["Once"],"stream":true,"stream_options":{"include_usage":true}}""");

        whole.GetProperty("choices").GetArrayLength().ShouldBe(2);
        whole.GetProperty("choices")[1].GetProperty("text").GetString()!.ShouldContain("Once");
        stream.ShouldContain("\"choices\":[],\"usage\":{");
        stream.ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task Embeddings_come_in_base64_too()
    {
        var answer = await DemoCall.JsonAsync("/v1/embeddings", """{"model":"demo","input":[1,2,3],"encoding_format":"base64","dimensions":8}""");

        answer.GetProperty("data").GetArrayLength().ShouldBe(1);
        Convert.FromBase64String(answer.GetProperty("data")[0].GetProperty("embedding").GetString()!).Length.ShouldBe(32);
    }
}
