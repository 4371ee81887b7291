using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Control.Status;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Control;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("""{"level":"info","role":"admin"}""", "role")]
    [InlineData("""{"Level":"info"}""", "Level")]
    [InlineData("""{"level":"info","level":"debug"}""", "level")]
    [InlineData("{}", "level")]
    [InlineData("""{"level":null}""", "level")]
    [InlineData("""{"level":5}""", "level")]
    [InlineData("""{"level":"loud"}""", "level")]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    [InlineData("{", null)]
    [InlineData("""{"level":"info"} x""", null)]
    [InlineData("""{"level":"\ud800"}""", "level")]
    public async Task A_body_that_is_not_exactly_right_is_refused_and_the_field_named(string body, string? field)
    {
        await using var control = await StartAsync();
        var problem = await PutAsync(control, Encoding.UTF8.GetBytes(body), 400);
        problem.GetProperty("code").GetString().ShouldBe("VALIDATION_ERROR");
        (problem.TryGetProperty("param", out var param) ? param.GetString() : null).ShouldBe(field);
    }

    [Theory]
    [InlineData("[]", "an array")]
    [InlineData(" [{}]", "an array")]
    [InlineData("\"{}\"", "a string")]
    [InlineData("-1", "a number")]
    [InlineData("null", "null")]
    [InlineData("true", "a boolean")]
    public async Task A_body_that_is_JSON_but_no_object_is_told_what_it_is(string body, string found)
    {
        await using var control = await StartAsync();
        var problem = await PutAsync(control, Encoding.UTF8.GetBytes(body), 400);
        problem.GetProperty("detail").GetString().ShouldBe($"The body must be a JSON object, not {found}.");
    }

    [Theory]
    [InlineData("deep")]
    [InlineData("invalid UTF-8")]
    [InlineData("long name")]
    [InlineData("NUL")]
    public async Task Hostile_bodies_are_refused(string kind)
    {
        byte[] body = kind switch
        {
            "deep" => [.. "{\"level\":"u8, .. Encoding.ASCII.GetBytes(new string('[', 10_000))],
            "invalid UTF-8" => [.. "{\"level\":\""u8, 0xc3, 0x28, .. "\"}"u8],
            "long name" => Encoding.ASCII.GetBytes($"{{\"{new string('a', 900_000)}\":1}}"),
            _ => [.. "{\"level\":\"\0\"}"u8],
        };
        await using var control = await StartAsync();
        var problem = await PutAsync(control, body, 400);
        problem.GetProperty("detail").GetString()!.Length.ShouldBeLessThan(200);
    }

    [Fact]
    public async Task A_body_beyond_the_bound_is_413_and_one_of_another_type_415()
    {
        await using var control = await StartAsync();
        (await PutAsync(control, new byte[(1024 * 1024) + 1], 413)).GetProperty("code").GetString().ShouldBe("BODY_TOO_LARGE");
        (await PutAsync(control, "level=info"u8.ToArray(), 415, "application/x-www-form-urlencoded")).GetProperty("code").GetString().ShouldBe("UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task The_log_level_changes_while_it_runs()
    {
        await using var control = await StartAsync();
        control.Log.Level.ShouldBe(LogSeverity.Info);
        using var answer = await control.Http.PutAsync("api/log/level", JsonContent.Create(new { level = "error" }));
        answer.EnsureSuccessStatusCode();
        control.Log.Level.ShouldBe(LogSeverity.Error);
        (await control.Http.GetStringAsync("api/log/level")).ShouldBe("{\"level\":\"error\"}");
    }

    private static Task<RunningControl> StartAsync() => RunningControl.StartAsync(TimeProvider.System, log => [group => LogLevelArea.Map(group, log)]);

    private static async Task<JsonElement> PutAsync(RunningControl control, byte[] body, int status, string type = "application/json")
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var request = new HttpRequestMessage(HttpMethod.Put, "api/log/level") { Content = content, Headers = { ExpectContinue = true } };
        using var answer = await control.Http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
