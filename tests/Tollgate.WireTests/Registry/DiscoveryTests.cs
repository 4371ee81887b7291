using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Registry;

public sealed class DiscoveryTests
{
    private const string Listed = """{"object":"list","data":[{"id":"m"},{"id":"new"}]}""";

    [Fact]
    public async Task A_providers_own_list_is_compared_and_followed_where_it_is_asked_for()
    {
        await using var upstream = ScriptedUpstream.Choose(request => new UpstreamScript().Json(request.Target == "/v1/models" ? Listed : Chat.Answer));
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        var path = "/api/servers/" + (await gateway.AdminAsync(201, "POST", "/api/servers", Draft(upstream.BaseUrl, "\"models\":[\"m\",\"old\"]"))).Id();
        var found = await gateway.AdminAsync(200, "POST", path + "/discover");
        found.GetProperty("added").ToString().ShouldBe("""["new"]""");
        found.GetProperty("gone").ToString().ShouldBe("""["old"]""");
        upstream.LastRequest["authorization"].ShouldBe("Bearer " + RegisteredServers.Canary);
        (await gateway.ChatAsync(Chat.Request("new"))).ShouldBeError(404, "MODEL_NOT_FOUND");

        (await gateway.AdminAsync(200, "POST", path + "/discover?apply=true")).GetProperty("applied").GetBoolean().ShouldBeTrue();
        (await gateway.ChatAsync(Chat.Request("new"))).Status.ShouldBe(200);
        (await gateway.ChatAsync(Chat.Request("old"))).ShouldBeError(404, "MODEL_NOT_FOUND");
    }

    [Fact]
    public async Task A_provider_that_is_set_so_follows_its_list_by_itself()
    {
        await using var upstream = ScriptedUpstream.Choose(request => new UpstreamScript().Json(request.Target == "/v1/models" ? Listed : Chat.Answer));
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        await gateway.AdminAsync(201, "POST", "/api/servers", Draft(upstream.BaseUrl, "\"auto_discover\":true"));
        (await Eventually.BecomesTrueAsync(async () => (await gateway.ChatAsync(Chat.Request("new"))).Status == 200, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        (await gateway.AdminAsync(200, "GET", "/api/audit?actor=discovery")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_provider_is_tried_with_its_list_or_with_a_model_and_a_refusal_shows_no_key()
    {
        await using var upstream = ScriptedUpstream.Choose(request => request.Target == "/v1/models"
            ? new UpstreamScript().Json(Listed)
            : new UpstreamScript().Json(401, $$"""{"error":"the key {{RegisteredServers.Canary}} is wrong"}"""));
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        var path = "/api/servers/" + (await gateway.AdminAsync(201, "POST", "/api/servers", Draft(upstream.BaseUrl, "\"models\":{\"m\":\"mm\"}"))).Id();
        var listed = await gateway.AdminAsync(200, "POST", path + "/test");
        (listed.GetProperty("ok").GetBoolean(), listed.GetProperty("status").GetInt32()).ShouldBe((true, 200));
        var asked = await gateway.AdminAsync(200, "POST", path + "/test", """{"model":"m"}""");
        (asked.GetProperty("ok").GetBoolean(), asked.GetProperty("status").GetInt32()).ShouldBe((false, 401));
        asked.GetProperty("error").GetString()!.ShouldContain("the key *** is wrong");
        upstream.LastRequest.BodyText.ShouldContain("\"mm\"");
        (await gateway.AdminAsync(200, "POST", "/api/servers/demo/test")).GetProperty("ok").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("""{"data":""")]
    public async Task What_is_no_list_is_said_to_be_none(string answer)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(answer));
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        var made = await gateway.AdminAsync(201, "POST", "/api/servers", Draft(upstream.BaseUrl, "\"models\":[]"));
        (await gateway.AdminAsync(502, "POST", $"/api/servers/{made.Id()}/discover")).GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
    }

    private static string Draft(string url, string more) => $$"""{"name":"a","url":"{{url}}","api_key":"{{RegisteredServers.Canary}}",{{more}}}""";
}
