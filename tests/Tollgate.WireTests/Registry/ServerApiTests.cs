using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Registry;

public sealed class ServerApiTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_registered_provider_serves_when_the_answer_is_there_and_its_key_goes_to_it_alone(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RegisteredServers.StartAsync(engine);
        (await gateway.ChatAsync(Chat.Request("m"))).ShouldBeError(404, "MODEL_NOT_FOUND");
        var made = await gateway.AdminAsync(
            200, "POST", "/v1/admin/providers", $$"""{"name":"own","endpoint":"{{upstream.BaseUrl}}","models":["m"],"api_key":"{{RegisteredServers.Canary}}"}""");
        made.GetProperty("kind").GetString().ShouldBe("openai-compatible");
        made.GetProperty("api_key").GetString().ShouldBe("***");
        var answer = await gateway.ChatAsync(Chat.Request("m"));
        (answer.Status, answer["x-tollgate-provider"]).ShouldBe((200, "own"));
        upstream.LastRequest["authorization"].ShouldBe("Bearer " + RegisteredServers.Canary);
        (await gateway.ExchangeAsync("GET", "/v1/models", null)).BodyText.ShouldContain("\"m\"");

        await gateway.AdminAsync(204, "DELETE", "/v1/admin/providers/" + made.Id());
        (await gateway.ChatAsync(Chat.Request("m"))).ShouldBeError(404, "MODEL_NOT_FOUND");
        (await gateway.ExchangeAsync("GET", "/v1/models", null)).BodyText.ShouldNotContain("\"m\"");
    }

    [Fact]
    public async Task A_provider_is_made_changed_and_removed_and_each_is_told_in_the_audit_trail()
    {
        await using var one = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var two = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        var made = await gateway.AdminAsync("POST", "/api/servers", Draft("a", one, "\"order\":3,\"rpm\":600,\"weight\":2"));
        made.Status.ShouldBe(201, made.ToString());
        var server = JsonElement.Parse(made.BodyText);
        server.GetProperty("rpm").GetInt32().ShouldBe(600);
        made["etag"].ShouldBe($"\"{server.GetProperty("revision").GetInt64()}\"");
        (await gateway.AdminAsync(409, "POST", "/api/servers", Draft("a", two))).GetProperty("param").GetString().ShouldBe("name");

        var edit = $$"""{"base_url":"{{two.BaseUrl}}"}""";
        (await gateway.AdminAsync("PATCH", "/api/servers/" + server.Id(), edit, "if-match: \"0\"")).Status.ShouldBe(409);
        (await gateway.AdminAsync("PATCH", "/api/servers/" + server.Id(), edit, "if-match: " + made["etag"])).Status.ShouldBe(200);
        (await gateway.ChatAsync(Chat.Request("m"))).Status.ShouldBe(200);
        (one.Requests.Count, two.Requests.Count).ShouldBe((0, 1));
        two.LastRequest["authorization"].ShouldBe("Bearer " + RegisteredServers.Canary);

        await gateway.AdminAsync(200, "PATCH", "/api/servers/" + server.Id(), """{"enabled":false}""");
        (await gateway.ChatAsync(Chat.Request("m"))).ShouldBeError(404, "MODEL_NOT_FOUND");
        await gateway.AdminAsync(204, "DELETE", "/api/servers/" + server.Id());
        await gateway.AdminAsync(404, "GET", "/api/servers/" + server.Id());

        var trail = (await gateway.AdminAsync(200, "GET", "/api/audit?target=" + server.Id())).GetProperty("items");
        trail.EnumerateArray().Select(entry => entry.GetProperty("action").GetString()).ShouldBe(
            ["provider.delete", "provider.update", "provider.update", "provider.create"]);
        trail[2].GetProperty("before").GetProperty("base_url").GetString().ShouldBe(one.BaseUrl);
        trail[2].GetProperty("after").GetProperty("api_key").GetString().ShouldBe("***");
        gateway.Log.ShouldNotContain(RegisteredServers.Canary);
    }

    [Theory]
    [InlineData("POST", "/api/servers", """{"name":"a","name":"b"}""", "name")]
    [InlineData("POST", "/api/servers", """{"name":"a","headers":{"x":"1","x":"2"}}""", "headers.x")]
    [InlineData("PATCH", "/api/servers/srv_none", """{"weight":1,"weight":2}""", "weight")]
    [InlineData("POST", "/api/models", """{"name":"m","targets":[{"provider":"demo","provider":"demo"}]}""", "targets.provider")]
    public async Task A_field_that_is_given_twice_is_refused_by_name(string method, string path, string body, string field)
    {
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        var problem = await gateway.AdminAsync(400, method, path, body);
        (problem.GetProperty("param").GetString(), problem.GetProperty("detail").GetString()).ShouldBe((field, $"The field '{field}' is given twice."));
    }

    [Fact]
    public async Task What_the_file_names_is_listed_and_cannot_be_changed()
    {
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets, yaml => yaml.Add("models", "{ name: smart, targets: [ { provider: demo, model: demo } ] }"));
        var listed = (await gateway.AdminAsync(200, "GET", "/api/servers")).GetProperty("items")[0];
        (listed.GetProperty("name").GetString(), listed.GetProperty("source").GetString()).ShouldBe(("demo", "file"));
        listed.GetProperty("targets")[0].GetProperty("excluded").GetString().ShouldBe("none");
        (await gateway.AdminAsync(409, "PATCH", "/api/servers/" + listed.Id(), """{"enabled":false}""")).GetProperty("detail").GetString()!.ShouldContain("configuration file");
        await gateway.AdminAsync(409, "DELETE", "/api/servers/demo");
        (await gateway.AdminAsync(409, "POST", "/api/servers", """{"name":"demo","kind":"demo"}""")).GetProperty("code").GetString().ShouldBe("CONFLICT");
        var model = (await gateway.AdminAsync(200, "GET", "/api/models")).GetProperty("items")[0];
        model.GetProperty("name").GetString().ShouldBe("smart");
        await gateway.AdminAsync(409, "PUT", "/api/models/" + model.Id(), """{"name":"smart","targets":[]}""");
    }

    [Fact]
    public async Task A_model_over_targets_of_the_file_and_the_store_serves_at_once()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        await gateway.AdminAsync(201, "POST", "/api/servers", Draft("a", upstream));
        await gateway.AdminAsync(400, "POST", "/api/models", """{"name":"smart","targets":[{"provider":"nobody"}]}""");
        var dry = await gateway.AdminAsync(200, "POST", "/api/models?dry_run=true", """{"name":"smart","targets":[{"provider":"a","model":"m"}]}""");
        dry.GetProperty("in_force").GetBoolean().ShouldBeFalse();
        var made = await gateway.AdminAsync(201, "POST", "/api/models", """{"name":"smart","targets":[{"provider":"a","model":"m"}],"fallback":["demo"]}""");
        (await gateway.ChatAsync(Chat.Request("smart")))["x-tollgate-provider"].ShouldBe("a");
        await gateway.AdminAsync(200, "PATCH", "/api/models/" + made.Id(), """{"targets":[{"provider":"demo","model":"demo"}],"fallback":null}""");
        (await gateway.ChatAsync(Chat.Request("smart")))["x-tollgate-provider"].ShouldBe("demo");
        await gateway.AdminAsync(204, "DELETE", "/api/models/" + made.Id());
        (await gateway.ChatAsync(Chat.Request("smart"))).ShouldBeError(404, "MODEL_NOT_FOUND");
    }

    [Fact]
    public async Task A_name_that_the_file_takes_later_is_the_files_and_comes_back_when_it_lets_go()
    {
        await using var filed = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var stored = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        var made = await gateway.AdminAsync(201, "POST", "/api/servers", Draft("a", stored));
        gateway.WriteConfig(yaml => RegisteredServers.Configure(yaml, more => more.Provider("a", filed.BaseUrl, ("models", (string[])["m"]))));
        await UntilAsync(async () => (await gateway.ChatAsync(Chat.Request("m"))).Status == 200 && filed.Requests.Count > 0);
        var shown = await gateway.AdminAsync(200, "GET", "/api/servers/" + made.Id());
        shown.GetProperty("in_force").GetBoolean().ShouldBeFalse();
        shown.GetProperty("problem").GetString()!.ShouldContain("name");
        await UntilAsync(() => Task.FromResult(gateway.Log.Contains("left out", StringComparison.Ordinal)));
        (await gateway.MetricsAsync()).Sum("tollgate_registry_entries_left_out").ShouldBe(1);

        var seen = stored.Requests.Count;
        gateway.WriteConfig(yaml => RegisteredServers.Configure(yaml));
        await UntilAsync(async () => (await gateway.ChatAsync(Chat.Request("m"))).Status == 200 && stored.Requests.Count > seen);
        (await gateway.MetricsAsync()).Sum("tollgate_registry_entries_left_out").ShouldBe(0);
    }

    [Fact]
    public async Task Check_22_registered_providers_serve_without_the_control_store_even_after_a_restart()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RegisteredServers.StartAsync(Engines.Sockets);
        await gateway.AdminAsync(201, "POST", "/api/servers", Draft("a", upstream));
        foreach (var file in Directory.GetFiles(gateway.DataDir, "control.db*"))
        {
            File.Delete(file);
        }

        File.WriteAllText(Path.Combine(gateway.DataDir, "control.db"), new string('x', 8192));
        await UntilAsync(() => Task.FromResult(gateway.Log.Contains("control store fails", StringComparison.Ordinal)));
        (await gateway.ChatAsync(Chat.Request("m"))).Status.ShouldBe(200);
        (await gateway.AdminAsync(503, "POST", "/api/servers", Draft("b", upstream))).GetProperty("code").GetString().ShouldBe("STORAGE_ERROR");
        await gateway.StopAsync();
        await using var log = new LineLog();
        await using (await InProcessGateway.StartAsync(["serve", "--config", gateway.ConfigPath], log, TestContext.Current.CancellationToken))
        {
            (await gateway.ChatAsync(Chat.Request("m"))).Status.ShouldBe(200);
            upstream.LastRequest["authorization"].ShouldBe("Bearer " + RegisteredServers.Canary);
        }
    }

    [Fact]
    public async Task Check_48_a_name_that_turns_out_to_lie_inside_is_refused_at_the_dial()
    {
        await using var inside = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(
            Engines.Sockets,
            yaml => yaml.Set("auth", "admin_key", RegisteredServers.AdminKey).Add("providers", "{ name: demo, kind: demo, models: [demo] }"),
            InProcessGateway.With((_, _) => Task.FromResult<System.Net.IPAddress[]>([System.Net.IPAddress.Loopback])));
        await gateway.ControlPlaneAsync();
        var url = $"http://models.example.com:{inside.Port}/v1";
        var made = await gateway.AdminAsync(201, "POST", "/api/servers", $$"""{"name":"a","base_url":"{{url}}","models":["m"]}""");
        (await gateway.ChatAsync(Chat.Request("m"))).Status.ShouldBeOneOf(502, 503);
        var tried = await gateway.AdminAsync(200, "POST", $"/api/servers/{made.Id()}/test", "{}");
        tried.GetProperty("ok").GetBoolean().ShouldBeFalse();
        tried.GetProperty("error").GetString()!.ShouldContain("not permitted");
        inside.Connections.ShouldBe(0);
    }

    private static string Draft(string name, ScriptedUpstream upstream, string? more = null) =>
        $$"""{"name":"{{name}}","base_url":"{{upstream.BaseUrl}}","api_key":"{{RegisteredServers.Canary}}","models":["m"]{{(more is null ? "" : "," + more)}}}""";

    private static async Task UntilAsync(Func<Task<bool>> condition) =>
        (await Eventually.BecomesTrueAsync(condition, TimeSpan.FromSeconds(20))).ShouldBeTrue();
}
