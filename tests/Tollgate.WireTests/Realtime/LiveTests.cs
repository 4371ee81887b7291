using System.Net.WebSockets;
using Shouldly;
using Tollgate.WireTests.Harness;
using Xunit;
using static Tollgate.WireTests.Realtime.LiveRig;

namespace Tollgate.WireTests.Realtime;

/// <summary>Sessions of Google's Live API: messages both ways, and what each answer used in record, metrics, cost and limits.</summary>
public sealed class LiveTests
{
    private const string GoOn = """{"clientContent":{"turns":[{"role":"user","parts":[{"text":"goOn"}]}],"turnComplete":true}}""";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Each_answer_is_recorded_by_itself_and_the_messages_are_not_touched(string engine)
    {
        string[] other = ["""{"goAway":{"timeLeft":"10s"}}""", """{"sessionResumptionUpdate":{"newHandle":"h","resumable":true}}"""];
        await using var server = Serving([Sound, Sound, FirstTurn], [Sound, SecondTurn, .. other]);
        await using var gateway = await StartAsync(engine, server);
        using (var client = await OpenAsync(gateway, "live-a"))
        {
            (await ReadAsync(client)).ShouldBe((Ready, WebSocketMessageType.Binary));
            await SendAsync(client, GoOn);
            string[] first = [(await ReadAsync(client)).Text, (await ReadAsync(client)).Text, (await ReadAsync(client)).Text];
            first.ShouldBe([Sound, Sound, FirstTurn]);
            await SendAsync(client, GoOn);
            string[] second = [(await ReadAsync(client)).Text, (await ReadAsync(client)).Text, (await ReadAsync(client)).Text, (await ReadAsync(client)).Text];
            second.ShouldBe([Sound, SecondTurn, .. other]);
        }

        server.Messages[0].ShouldBe("""{"setup":{"model":"models/live-1","generationConfig":{"responseModalities":["AUDIO"]}}}""");
        server.Messages.ShouldContain(GoOn);
        var (session, parts) = await RealtimeRig.RecordsAsync(gateway, "live-a", parts: 2);
        session.Number("input_tokens").ShouldBeNull("its answers have them");
        session.Text("model").ShouldBe("live-1");
        parts.Select(part => part.Number("input_tokens")).ShouldBe([100, 220], "each turn is the whole conversation again");
        parts.Select(part => part.Number("output_tokens")).ShouldBe([60, 10]);
        parts.Select(part => part.Number("audio_input_tokens")).ShouldBe([40, 40]);
        parts.Select(part => part.Number("audio_output_tokens")).ShouldBe([45, 10]);
        parts.Select(part => part.Number("cost_nanousd")).ShouldBe([4_640_000, 2_640_000]);
        parts.ShouldAllBe(part => part.Status == 200 && part.Text("model") == "live-1" && part.Provider == "google" && part.Flag("estimated") == false);
        var metrics = await gateway.MetricsAsync();
        metrics.Sum("llm_tokens_total", ("model", "live-1"), ("type", "input")).ShouldBe(320);
        metrics.Sum("llm_requests_total", ("model", "live-1")).ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_clients_credential_ends_here_wherever_it_stands(string engine)
    {
        await using var server = Serving([Sound]);
        await using var gateway = await StartAsync(engine, server);
        foreach (var place in new[] { "?key=", "?alt=ws&access_token=" })
        {
            // Google's JavaScript library writes two slashes, where it is given a base URL.
            using var client = new ClientWebSocket();
            var constrained = "//ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained";
            await client.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.Port}{constrained}{place}{gateway.Key}"), CancellationToken.None);
            await SendAsync(client, """{"setup":{"model":"models/live-1"}}""");
            (await ReadAsync(client)).Text.ShouldBe(Ready);
        }

        server.Heads[0].ShouldStartWith("GET /ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContent HTTP/1.1\r\n");
        server.Heads[1].ShouldStartWith("GET /ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContent?alt=ws HTTP/1.1\r\n");
        server.Heads.ShouldAllBe(head => head.Contains($"x-goog-api-key: {Secrets.ProviderKey}") && !head.Contains(Secrets.ClientKey));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_answer_that_is_reported_more_than_once_costs_what_the_last_report_says(string engine)
    {
        const string Half = """{"serverContent":{"modelTurn":{"parts":[]}},"usageMetadata":{"promptTokenCount":100,"responseTokenCount":20,"totalTokenCount":120}}""";
        const string Whole = """{"serverContent":{"turnComplete":true},"usageMetadata":{"promptTokenCount":100,"responseTokenCount":50,"totalTokenCount":150}}""";
        const string Again = """{"usageMetadata":{"promptTokenCount":100,"responseTokenCount":50,"totalTokenCount":150}}""";
        await using var server = Serving([Half, Whole, Again]);
        await using var gateway = await StartAsync(engine, server);
        using (var client = await OpenAsync(gateway, "live-b"))
        {
            await SendAsync(client, GoOn);
            while ((await ReadAsync(client)).Text != Again)
            {
            }
        }

        var (_, parts) = await RealtimeRig.RecordsAsync(gateway, "live-b", parts: 2);
        parts.Sum(part => part.Number("input_tokens")).ShouldBe(100);
        parts.Sum(part => part.Number("output_tokens")).ShouldBe(50);
        parts.Sum(part => part.Number("cost_nanousd")).ShouldBe((100 * 4_000) + (50 * 16_000));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_public_name_becomes_the_providers_own_and_nothing_else_changes(string engine)
    {
        await using var server = Serving([Sound, FirstTurn]);
        await using var gateway = await StartAsync(engine, server, yaml => yaml.Add("models", "{ name: talk, targets: [ { provider: google, model: live-1 } ] }"));
        using (var client = await OpenAsync(gateway, "live-c", "models/talk"))
        {
            await SendAsync(client, GoOn); // without waiting for an answer to the setup
            (await ReadAsync(client)).Text.ShouldBe(Ready);
            await ReadAsync(client);
            (await ReadAsync(client)).Text.ShouldBe(FirstTurn);
        }

        server.Messages[0].ShouldBe("""{"setup":{"model":"models/live-1","generationConfig":{"responseModalities":["AUDIO"]}}}""");
        server.Messages[1].ShouldBe(GoOn);
        var (session, parts) = await RealtimeRig.RecordsAsync(gateway, "live-c", parts: 1);
        session.Text("model").ShouldBe("talk");
        parts[0].Number("cost_nanousd").ShouldBe(4_640_000);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Vertex_AI_is_reached_with_its_own_path_its_own_name_and_a_token(string engine)
    {
        await using var server = Serving([Sound]);
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider(
            "cloud", server.Origin + "/v1", ("kind", "vertex"), ("project", "p"), ("location", "us-east5"), ("models", (string[])["live-1"])));
        foreach (var (path, model) in new[]
        {
            (Address, "models/live-1"),
            ("/ws/google.cloud.aiplatform.v1.LlmBidiService/BidiGenerateContent", "projects/p/locations/us-east5/publishers/google/models/live-1"),
        })
        {
            using var client = await OpenAsync(gateway, "live-v", model, path);
            (await ReadAsync(client)).Text.ShouldBe(Ready);
        }

        server.Heads[0].ShouldStartWith("GET /ws/google.cloud.aiplatform.v1beta1.LlmBidiService/BidiGenerateContent HTTP/1.1\r\n");
        server.Heads[1].ShouldStartWith("GET /ws/google.cloud.aiplatform.v1.LlmBidiService/BidiGenerateContent HTTP/1.1\r\n");
        server.Heads.ShouldAllBe(head => head.Contains("Bearer " + Secrets.ProviderKey, StringComparison.OrdinalIgnoreCase) && !head.Contains(Secrets.ClientKey));
        server.Messages.ShouldAllBe(message => message.StartsWith("""{"setup":{"model":"projects/p/locations/us-east5/publishers/google/models/live-1",""", StringComparison.Ordinal));
    }
}
