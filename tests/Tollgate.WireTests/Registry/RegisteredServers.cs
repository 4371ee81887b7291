using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.Registry;

/// <summary>A gateway whose file permits loopback to what is added by API, and what tests of the registry do with it.</summary>
internal static class RegisteredServers
{
    public const string AdminKey = "sk-admin-canary-5b17c09ae2";
    public const string Canary = "sk-provider-canary-c71e60f2";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<RunningGateway> StartAsync(string engine, Action<GatewayYaml>? configure = null)
    {
        var gateway = await RunningGateway.StartAsync(engine, yaml => Configure(yaml, configure));
        await Eventually.BecomesTrueAsync(async () => (await gateway.AdminAsync("GET", "/api/servers")).Status == 200, Patience);
        return gateway;
    }

    /// <summary>The file that <see cref="StartAsync"/> begins with.</summary>
    public static void Configure(GatewayYaml yaml, Action<GatewayYaml>? configure = null)
    {
        yaml.Set("auth", "admin_key", AdminKey)
            .Set("egress", "allow", (string[])["127.0.0.1"])
            .Add("providers", "{ name: demo, kind: demo, models: [demo] }");
        configure?.Invoke(yaml);
    }

    /// <summary>One call with the admin key.</summary>
    public static async Task<RawResponse> AdminAsync(this RunningGateway gateway, string method, string path, string? body = null, params string[] headers)
    {
        await using var client = await gateway.ConnectAsync();
        return await client.ExchangeAsync(
            method, path, body, ["authorization: Bearer " + AdminKey, .. body is null ? (string[])[] : ["content-type: application/json"], .. headers]);
    }

    /// <summary>One call that must have this status; its JSON.</summary>
    public static async Task<JsonElement> AdminAsync(this RunningGateway gateway, int status, string method, string path, string? body = null)
    {
        var answer = await gateway.AdminAsync(method, path, body);
        answer.Status.ShouldBe(status, answer.ToString());
        answer.ToString().ShouldNotContain(Canary);
        return answer.BodyText.Length == 0 ? default : JsonElement.Parse(answer.BodyText);
    }

    public static string Id(this JsonElement server) => server.GetProperty("id").GetString()!;
}
