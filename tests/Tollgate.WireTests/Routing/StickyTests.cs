using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Routing;

/// <summary>Requests that belong together go to the same target.</summary>
public sealed class StickyTests
{
    private static readonly Action<UpstreamScript> Good = s => s.Json(Chat.Answer);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_conversation_stays_by_what_it_begins_with(string engine)
    {
        await using var fleet = await StartAsync(engine, "conversation");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var conversation = 0; conversation < 12; conversation++)
        {
            var messages = new List<object> { new { role = "system", content = "Be brief." }, new { role = "user", content = $"Question {conversation}" } };
            string? home = null;
            for (var turn = 0; turn < 3; turn++)
            {
                var answer = await fleet.Gateway.ChatAsync(JsonSerializer.Serialize(new { model = "m", messages }));
                home ??= answer["x-tollgate-provider"];
                answer["x-tollgate-provider"].ShouldBe(home);
                messages.AddRange([new { role = "assistant", content = "Yes." }, new { role = "user", content = $"And {turn}?" }]);
            }

            seen.Add(home!);
        }

        seen.Count.ShouldBeGreaterThan(1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Headers_users_and_cache_keys_are_what_the_settings_say(string engine)
    {
        foreach (var (by, name, make) in ((string, string, Func<int, (string Body, string[] Headers)>)[])
            [
                ("\"header:x-room\"", "header", i => (Chat.Request(), [$"X-Room: r{i}"])),
                ("user", "user", i => ($$"""{"model":"m","user":"u{{i}}","messages":[{"role":"user","content":"Hi"}]}""", [])),
                ("conversation", "key", i => ($$"""{"model":"m","prompt_cache_key":"k{{i}}","messages":[{"role":"user","content":"{{Guid.NewGuid()}}"}]}""", [])),
                ("conversation", "session", i => (Chat.Request(content: Guid.NewGuid().ToString()), [$"x-session-id: s{i}"])),
            ])
        {
            await using var fleet = await StartAsync(engine, by);
            var homes = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < 12; i++)
            {
                var (body, headers) = make(i);
                var first = (await fleet.Gateway.ChatAsync(body, headers))["x-tollgate-provider"]!;
                var (again, _) = make(i);
                (await fleet.Gateway.ChatAsync(again, headers))["x-tollgate-provider"].ShouldBe(first, name);
                homes.Add(first);
            }

            homes.Count.ShouldBeGreaterThan(1, name);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_response_is_gone_on_from_where_it_was_made(string engine)
    {
        const string Made = """{"id":"resp_1","object":"response","created_at":1,"model":"m","status":"completed","output":[],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}""";
        await using var fleet = await Fleet.StartAsync(
            engine, $"strategy: round_robin, targets: {Fleet.Targets(3)}", s => s.Json(Made.Replace("resp_1", "resp_a", StringComparison.Ordinal)),
            s => s.Json(Made.Replace("resp_1", "resp_b", StringComparison.Ordinal)), s => s.Json(Made.Replace("resp_1", "resp_c", StringComparison.Ordinal)));
        string[] headers = [fleet.Gateway.Authorization];
        var first = await fleet.Gateway.ExchangeAsync("POST", "/v1/responses", """{"model":"m","input":"Hi"}""", headers);
        using var document = JsonDocument.Parse(first.BodyText);
        var id = document.RootElement.GetProperty("id").GetString();
        for (var i = 0; i < 6; i++)
        {
            var next = await fleet.Gateway.ExchangeAsync(
                "POST", "/v1/responses", $$"""{"model":"m","input":"Go on","previous_response_id":"{{id}}"}""", headers);
            next["x-tollgate-provider"].ShouldBe(first["x-tollgate-provider"]);
        }
    }

    private static Task<Fleet> StartAsync(string engine, string by) =>
        Fleet.StartAsync(engine, $"strategy: round_robin, sticky: {{ by: {by} }}, targets: {Fleet.Targets(3)}", Good, Good, Good);
}
