using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Host.Commands;
using Xunit;

namespace Tollgate.WireTests.Mock;

public sealed class MockCommandTests
{
    private const string Chat = """{"model":"MODEL","stream":STREAM,"messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task It_ends_with_0_when_it_is_told_to_stop()
    {
        await using var mock = await RunningMock.StartAsync("--loops", "2");

        (await mock.StopAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("--fault", "tired")]
    [InlineData("--fault-rate", "1.5")]
    [InlineData("--urls", "https://127.0.0.1:1")]
    [InlineData("--loops", "0")]
    public async Task A_setting_that_makes_no_sense_is_refused(string option, string value)
    {
        await using var console = new StringWriter();

        var code = await MockCommand.Create().Parse([option, value]).InvokeAsync(new InvocationConfiguration { Output = console, Error = console });

        code.ShouldBe(1);
        console.ToString().ShouldContain(option == "--urls" || option == "--fault" ? value : option);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_an_error()
    {
        await using var mock = await RunningMock.StartAsync();
        await using var console = new StringWriter();

        var code = await MockCommand.Create().Parse(["--urls", mock.Address.ToString()])
            .InvokeAsync(new InvocationConfiguration { Output = console, Error = console });

        code.ShouldBe(1);
        console.ToString().ShouldContain("Cannot listen");
    }

    [Fact]
    public async Task A_rate_limit_says_when_to_come_back()
    {
        await using var mock = await RunningMock.StartAsync("--fault", "429");

        using var answer = await mock.PostAsync("/v1/chat/completions", Body("demo", stream: false));

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_fault_rate_fails_that_share_of_the_calls()
    {
        await using var mock = await RunningMock.StartAsync("--fault", "503", "--fault-rate", "0.5");
        var failed = 0;
        for (var i = 0; i < 200; i++)
        {
            using var answer = await mock.PostAsync("/v1/chat/completions", Body("demo", stream: false));
            failed += answer.StatusCode == HttpStatusCode.ServiceUnavailable ? 1 : 0;
        }

        failed.ShouldBeInRange(60, 140);
    }

    [Theory]
    [InlineData("demo-reset", false)]
    [InlineData("demo-cut", false)]
    [InlineData("demo-cut", true)]
    public async Task A_broken_connection_looks_broken_to_a_client(string model, bool stream)
    {
        await using var mock = await RunningMock.StartAsync();

        await Should.ThrowAsync<HttpRequestException>(async () =>
        {
            using var answer = await mock.PostAsync("/v1/chat/completions", Body(model, stream));
            await answer.Content.ReadAsStringAsync();
        });
    }

    [Fact]
    public async Task A_malformed_answer_is_whole_HTTP_and_broken_JSON()
    {
        await using var mock = await RunningMock.StartAsync();

        using var answer = await mock.PostAsync("/v1/chat/completions", Body("demo-malformed", stream: false));
        var body = await answer.Content.ReadAsStringAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Should.Throw<JsonException>(() => JsonDocument.Parse(body));
    }

    [Fact]
    public async Task A_slow_answer_is_the_same_in_the_end()
    {
        await using var mock = await RunningMock.StartAsync("--tokens", "4");

        using var answer = await mock.PostAsync("/v1/chat/completions", Body("demo-slow", stream: true));
        var body = await answer.Content.ReadAsStringAsync();

        body.ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task A_call_that_hangs_ends_when_its_client_leaves()
    {
        await using var mock = await RunningMock.StartAsync();
        using var client = await mock.ConnectAsync();
        var stream = client.GetStream();
        var body = Body("demo-hang", stream: false);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        client.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);

        (await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(0);
    }

    [Fact]
    public async Task A_request_orders_its_own_length_and_fault_by_header()
    {
        await using var mock = await RunningMock.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(mock.Address, "/chat/completions"))
        {
            Content = new StringContent(Body("gpt-5", stream: false), Encoding.UTF8, "application/json"),
            Headers = { { "x-mock-tokens", "7" }, { "x-mock-latency-ms", "1" }, { "X-Mock-Fault", "tired" } },
        };

        using var answer = await mock.Http.SendAsync(request);

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        json.RootElement.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(7);
    }

    private static string Body(string model, bool stream) =>
        Chat.Replace("MODEL", model, StringComparison.Ordinal).Replace("STREAM", stream ? "true" : "false", StringComparison.Ordinal);
}
