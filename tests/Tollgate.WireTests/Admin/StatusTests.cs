using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Admin;

public sealed class StatusTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task It_tells_a_refused_configuration_and_forgets_it_when_one_is_accepted(string engine)
    {
        await using var gateway = await DocumentedGateway.StartAsync(engine);
        await gateway.OperationsAsync("/api/openapi.json");
        await Eventually.TrueAsync(async () => (await StatusAsync(gateway)).GetProperty("status").GetString() == "ok", what: "the stores are open");
        var before = await StatusAsync(gateway);
        before.GetProperty("config").GetProperty("generation").GetInt64().ShouldBe(1);
        before.GetProperty("providers")[0].GetProperty("name").GetString().ShouldBe("demo");
        before.GetProperty("loops").GetArrayLength().ShouldBe(2);

        gateway.Gateway.WriteConfig("providers: [ { name: demo, kind: nonsense } ]\n");
        (await Eventually.BecomesTrueAsync(async () => (await StatusAsync(gateway)).GetProperty("status").GetString() == "degraded", TimeSpan.FromSeconds(10))).ShouldBeTrue();
        var error = (await StatusAsync(gateway)).GetProperty("config").GetProperty("last_error");
        error.GetProperty("error").GetString()!.ShouldContain("kind");

        gateway.Gateway.WriteConfig(yaml => yaml.Set("auth", "admin_key", DocumentedGateway.AdminKey).Add("providers", "{ name: demo2, kind: demo, models: [demo] }"));
        (await Eventually.BecomesTrueAsync(async () => (await StatusAsync(gateway)).GetProperty("config").GetProperty("generation").GetInt64() == 2, TimeSpan.FromSeconds(10))).ShouldBeTrue();
        (await StatusAsync(gateway)).GetProperty("status").GetString().ShouldBe("ok");
    }

    [Fact]
    public async Task A_changed_admin_key_holds_at_once()
    {
        await using var gateway = await DocumentedGateway.StartAsync(Engines.Sockets);
        await gateway.OperationsAsync("/api/openapi.json");
        gateway.Gateway.WriteConfig(yaml => yaml.Set("auth", "admin_key", DocumentedGateway.AdminKey + "-new").Add("providers", "{ name: demo, kind: demo, models: [demo] }"));
        (await Eventually.BecomesTrueAsync(async () => await StatusOfAsync(gateway, DocumentedGateway.AdminKey + "-new") == 200, TimeSpan.FromSeconds(10))).ShouldBeTrue();
        (await StatusOfAsync(gateway, DocumentedGateway.AdminKey)).ShouldBe(401);
        gateway.Gateway.Log.ShouldNotContain(DocumentedGateway.AdminKey);
    }

    private static async Task<int> StatusOfAsync(DocumentedGateway gateway, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/version") { Headers = { { "x-api-key", key }, { "X-Forwarded-For", gateway.NextCaller() } } };
        using var answer = await gateway.Http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static async Task<JsonElement> StatusAsync(DocumentedGateway gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/admin/status") { Headers = { { "x-api-key", DocumentedGateway.AdminKey } } };
        using var answer = await gateway.Http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }
}
