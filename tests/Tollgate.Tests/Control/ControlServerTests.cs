using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Tollgate.Control.Http;
using Xunit;

namespace Tollgate.Tests.Control;

public sealed class ControlServerTests
{
    private static readonly ApiOperation Echo = new("echo", "test", "Answers.") { Query = [new("word", "A word.")] };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_answers_on_its_sockets_with_the_headers_that_browsers_heed(bool http2)
    {
        await using var control = await RunningControl.StartAsync(Area);
        using var client = control.Client(RunningControl.AdminKey, http2);
        using var answer = await client.GetAsync("api/echo?word=x");
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldBe(SecurityHeaders.DataPolicy);
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        answer.Headers.GetValues("X-Frame-Options").Single().ShouldBe("DENY");
        answer.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Theory]
    [InlineData(null, 401, "AUTH_MISSING_TOKEN")]
    [InlineData("sk-admin-wrong", 401, "AUTH_INVALID_TOKEN")]
    [InlineData(RunningControl.ClientKey, 403, "FORBIDDEN")]
    public async Task Only_the_admin_key_opens_it(string? key, int status, string code)
    {
        await using var control = await RunningControl.StartAsync(Area);
        using var client = control.Client(key);
        using var answer = await client.GetAsync("api/echo");
        await ShouldBeProblemAsync(answer, status, code);
    }

    [Fact]
    public async Task What_is_not_there_is_told_as_a_problem()
    {
        await using var control = await RunningControl.StartAsync(Area);
        using var unknown = await control.Http.GetAsync("api/nothing");
        await ShouldBeProblemAsync(unknown, 404, "NOT_FOUND");
        using var method = await control.Http.DeleteAsync("api/echo");
        await ShouldBeProblemAsync(method, 405, "METHOD_NOT_ALLOWED");
        using var elsewhere = await control.Http.GetAsync("v1/admin/nothing");
        (await elsewhere.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("code").GetString().ShouldBe("NOT_FOUND");
    }

    [Theory]
    [InlineData("wrod=x", "wrod")]
    [InlineData("word=x&word=y", "word")]
    public async Task A_parameter_that_nobody_knows_or_that_comes_twice_is_named(string query, string param)
    {
        await using var control = await RunningControl.StartAsync(Area);
        using var answer = await control.Http.GetAsync("api/echo?" + query);
        (await ShouldBeProblemAsync(answer, 400, "VALIDATION_ERROR")).GetProperty("param").GetString().ShouldBe(param);
    }

    [Fact]
    public async Task A_bug_in_an_endpoint_is_an_internal_error_without_its_text()
    {
        await using var control = await RunningControl.StartAsync(group =>
            group.MapApi("GET", "/api/bug", new ApiOperation("bug", "test", "Fails."), _ => throw new InvalidOperationException("canary")));
        using var answer = await control.Http.GetAsync("api/bug");
        (await ShouldBeProblemAsync(answer, 500, "INTERNAL_ERROR")).ToString().ShouldNotContain("canary");
    }

    private static void Area(RouteGroupBuilder group) => group.MapApi("GET", "/api/echo", Echo, _ => Task.FromResult(Answers.NoContent));

    private static async Task<JsonElement> ShouldBeProblemAsync(HttpResponseMessage answer, int status, string code)
    {
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("request_id").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }
}
