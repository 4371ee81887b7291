using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.Keys;

/// <summary>A gateway with an admin key, and what tests of stored keys do with it.</summary>
internal static class StoredKeys
{
    public const string AdminKey = "sk-admin-canary-90d1f3e7ab";

    /// <summary>A change has to serve within a second; this much more is for a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream)
    {
        var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Set("auth", "admin_key", AdminKey));

        // The engine serves before its control plane does.
        await Eventually.BecomesTrueAsync(async () => (await gateway.CallAsync("GET", "/api/keys", null)).Status == 200, Patience);
        return gateway;
    }

    /// <summary>One call of the admin API; the answer's JSON.</summary>
    public static async Task<JsonElement> AdminAsync(this RunningGateway gateway, string method, string path, string? body, int status)
    {
        var answer = await gateway.CallAsync(method, path, body);
        answer.Status.ShouldBe(status, answer.ToString());
        return answer.BodyText.Length == 0 ? default : JsonElement.Parse(answer.BodyText);
    }

    private static async Task<RawResponse> CallAsync(this RunningGateway gateway, string method, string path, string? body)
    {
        await using var client = await gateway.ConnectAsync();
        return await client.ExchangeAsync(method, path, body, ["authorization: Bearer " + AdminKey, .. body is null ? (string[])[] : ["content-type: application/json"]]);
    }

    /// <summary>Makes a key; its id and secret.</summary>
    public static async Task<(string Id, string Secret)> MakeKeyAsync(this RunningGateway gateway, string body)
    {
        var made = await gateway.AdminAsync("POST", "/api/keys", body, 201);
        return (made.GetProperty("id").GetString()!, made.GetProperty("key").GetString()!);
    }

    /// <summary>A chat with that key on a connection of its own.</summary>
    public static async Task<RawResponse> ChatWithAsync(this RunningGateway gateway, string key, string model = "m")
    {
        await using var client = await gateway.ConnectAsync();
        return await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(model), "authorization: Bearer " + key);
    }

    /// <summary>Waits until a chat with that key has that status.</summary>
    public static async Task UntilStatusAsync(this RunningGateway gateway, string key, int status) =>
        (await Eventually.BecomesTrueAsync(async () => (await gateway.ChatWithAsync(key)).Status == status, Patience)).ShouldBeTrue();

    /// <summary>Runs a command beside the gateway; what it printed.</summary>
    public static async Task<string> CommandAsync(this RunningGateway gateway, params string[] arguments)
    {
        await using var process = ProcessRunner.StartGateway([.. arguments, "--config", gateway.ConfigPath]);
        (await process.ExitAsync()).ShouldBe(0, string.Join('\n', process.Err));
        return string.Join('\n', process.Out);
    }
}
