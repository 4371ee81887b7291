using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Keys;

public sealed class StoredKeyTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_key_made_by_the_api_works_when_its_answer_is_there(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StoredKeys.StartAsync(engine, upstream);
        var (_, secret) = await gateway.MakeKeyAsync("""{"name":"ci","team":"platform","user":"robot","models":["gpt-*"]}""");
        var answer = await gateway.ChatWithAsync(secret, "gpt-4o");
        answer.Status.ShouldBe(200);
        (await gateway.RecordOfAsync(answer)).Text("key").ShouldBe("ci");
        (await gateway.ChatWithAsync(secret, "o1")).Status.ShouldBe(403);
        upstream.Requests.Single().ToString()!.ShouldNotContain(secret);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_35_a_key_that_is_revoked_disabled_or_expired_is_refused(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StoredKeys.StartAsync(engine, upstream);
        var (revoked, secret) = await gateway.MakeKeyAsync("""{"name":"a"}""");
        (await gateway.ChatWithAsync(secret)).Status.ShouldBe(200);
        await gateway.AdminAsync("DELETE", "/api/keys/" + revoked, null, 204);
        (await gateway.ChatWithAsync(secret)).ShouldBeError(401, "AUTH_INVALID_TOKEN");

        var (disabled, other) = await gateway.MakeKeyAsync("""{"name":"b"}""");
        (await gateway.ChatWithAsync(other)).Status.ShouldBe(200);
        await gateway.AdminAsync("PATCH", "/api/keys/" + disabled, """{"enabled":false}""", 200);
        (await gateway.ChatWithAsync(other)).ShouldBeError(401, "AUTH_INVALID_TOKEN");
        await gateway.AdminAsync("PATCH", "/api/keys/" + disabled, """{"enabled":true}""", 200);
        (await gateway.ChatWithAsync(other)).Status.ShouldBe(200);
        await gateway.AdminAsync("PATCH", "/api/keys/" + disabled, """{"expires_at":"2020-01-01T00:00:00Z"}""", 200);
        (await gateway.ChatWithAsync(other)).ShouldBeError(401, "AUTH_EXPIRED_TOKEN");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_35_a_stream_whose_key_is_revoked_is_cut_with_an_error_event(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Event(Chat.Delta("Hel")).ThenHang());
        await using var gateway = await StoredKeys.StartAsync(engine, upstream);
        var (id, secret) = await gateway.MakeKeyAsync("""{"name":"a"}""");
        await using var client = await gateway.ConnectAsync();
        var streaming = client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(stream: true), "authorization: Bearer " + secret);
        await Eventually.TrueAsync(() => upstream.Requests.Count == 1);
        await gateway.AdminAsync("DELETE", "/api/keys/" + id, null, 204);
        var answer = await streaming.WaitAsync(TimeSpan.FromSeconds(60));
        answer.Status.ShouldBe(200);
        answer.ShouldEndInErrorEvent("AUTH_INVALID_TOKEN");
        (await gateway.RecordOfAsync(answer)).ErrorCode.ShouldBe("AUTH_INVALID_TOKEN");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_rotated_key_works_with_both_secrets_only_during_the_overlap(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StoredKeys.StartAsync(engine, upstream);
        var (id, first) = await gateway.MakeKeyAsync("""{"name":"a"}""");
        var second = (await gateway.AdminAsync("POST", $"/api/keys/{id}/rotate", """{"overlap_seconds":600}""", 200)).GetProperty("key").GetString()!;
        (await gateway.ChatWithAsync(first)).Status.ShouldBe(200);
        (await gateway.ChatWithAsync(second)).Status.ShouldBe(200);
        var third = (await gateway.AdminAsync("POST", $"/api/keys/{id}/rotate", null, 200)).GetProperty("key").GetString()!;
        (await gateway.ChatWithAsync(first)).Status.ShouldBe(401);
        (await gateway.ChatWithAsync(second)).Status.ShouldBe(401);
        (await gateway.ChatWithAsync(third)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_command_line_changes_keys_of_a_running_server()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StoredKeys.StartAsync(Engines.Sockets, upstream);
        var made = JsonElement.Parse(await gateway.CommandAsync("keys", "create", "ci", "--team", "platform", "--expires", "30d", "--label", "a=b", "--json"));
        var secret = made.GetProperty("key").GetString()!;
        await gateway.UntilStatusAsync(secret, 200);
        (await gateway.CommandAsync("keys", "list")).ShouldContain("default/ci");
        (await gateway.CommandAsync("keys", "show", "ci")).ShouldNotContain(secret);
        var next = JsonElement.Parse(await gateway.CommandAsync("keys", "rotate", "ci", "--overlap", "1h", "--json")).GetProperty("key").GetString()!;
        await gateway.UntilStatusAsync(next, 200);
        await gateway.CommandAsync("secrets", "rotate");
        await gateway.CommandAsync("keys", "revoke", made.GetProperty("id").GetString()!);
        await gateway.UntilStatusAsync(next, 401);
        (await gateway.CommandAsync("keys", "list")).ShouldNotContain("default/ci");
        var trail = (await gateway.AdminAsync("GET", "/api/audit?limit=10", null, 200)).GetProperty("items");
        trail.EnumerateArray().Select(entry => entry.GetProperty("action").GetString()).ShouldBe(["key.revoke", "key.rotate", "key.create"]);
        trail[0].GetProperty("actor").GetString()!.ShouldStartWith("cli:");
    }
}
