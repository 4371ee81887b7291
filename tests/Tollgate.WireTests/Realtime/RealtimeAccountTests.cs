using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;
using static Tollgate.WireTests.Realtime.RealtimeRig;

namespace Tollgate.WireTests.Realtime;

/// <summary>What a realtime session's answers cost, whoever named its model, and what happens when there is no room for another.</summary>
public sealed class RealtimeAccountTests
{
    private const string Named = """{"type":"session.created","session":{"id":"s","model":"talk","audio":{"input":{"format":{"type":"audio/pcm"}}}}}""";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_session_whose_client_names_no_model_costs_what_the_providers_model_costs(string engine)
    {
        byte[] said = [.. Frame(Named), .. Frame(Done), .. Frame(Named.Replace("talk", "other", StringComparison.Ordinal)), .. Frame(Done)];
        await using var upstream = Saying(said);
        await using var gateway = await StartAsync(engine, upstream);
        await using (var client = await gateway.ConnectAsync())
        {
            (await OpenAsync(client, gateway, "none-1", "?intent=conversation")).Status.ShouldBe(101);
            upstream.LastRequest["sec-websocket-extensions"].ShouldBeNull();
            (await client.ReadRawExactAsync(said.Length)).ShouldBe(said);
        }

        var (session, parts) = await RecordsAsync(gateway, "none-1", parts: 2);
        session.Text("model").ShouldBe("other", "the last one");
        parts.Select(part => part.Text("model")).ShouldBe(["talk", "other"]);
        parts.Select(part => part.Number("cost_nanousd")).ShouldBe([752_000, null]);
        parts[1].Flag("unpriced").ShouldBe(true);
        (await gateway.MetricsAsync()).Sum("llm_tokens_total", ("model", "talk"), ("type", "input")).ShouldBe(20);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_session_of_no_known_model_is_counted_and_has_no_price(string engine)
    {
        var said = Frame(Done);
        await using var upstream = Saying(said);
        await using var gateway = await StartAsync(engine, upstream);
        await using (var client = await gateway.ConnectAsync())
        {
            (await OpenAsync(client, gateway, "none-2", "")).Status.ShouldBe(101);
            await client.ReadRawExactAsync(said.Length);
        }

        var part = (await RecordsAsync(gateway, "none-2", parts: 1)).Parts[0];
        part.Number("input_tokens").ShouldBe(20);
        part.Flag("unpriced").ShouldBe(true);
        part.Provider.ShouldBe("up");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_session_that_uses_a_limit_up_is_closed_after_the_answer(string engine)
    {
        byte[] heard = [.. Frame(Done), .. Frame(Began), .. Frame(Done), .. Frame(Done), .. Frame(Done)];
        await using var upstream = Saying(heard, Frame(Began), Frame("{}"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("models", (string[])["talk"]))
            .Add("limits", "{ name: tpm, scope: key, metric: tokens, limit: 100, per: 1h, algorithm: fixed_window }"));
        await using var client = await gateway.ConnectAsync();

        (await OpenAsync(client, gateway, "full-1")).Status.ShouldBe(101);
        (await client.ReadRawExactAsync(heard.Length)).ShouldBe(heard);
        var close = Close(1008, "RATE_LIMIT_EXCEEDED");
        (await client.ReadRawExactAsync(close.Length)).ShouldBe(close);
        await client.SendAsync("whatever the client was about to say");
        (await client.ClosedWithinAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue();
        await Eventually.TrueAsync(() => upstream.OpenConnections == 0);

        var (session, parts) = await RecordsAsync(gateway, "full-1", parts: 4);
        session.ErrorCode.ShouldBe("RATE_LIMIT_EXCEEDED");
        parts.ShouldAllBe(part => part.ErrorCode == null);
        await using var other = await gateway.ConnectAsync();
        (await OpenAsync(other, gateway, "full-2")).Status.ShouldBe(429, "120 of 100 are used");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_session_that_uses_a_budget_up_is_closed_after_the_answer_and_another_does_not_begin(string engine)
    {
        byte[] heard = [.. Frame(Named), .. Frame(Done), .. Frame(Done)];
        await using var upstream = Saying(heard, Frame(Done));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("models", (string[])["talk"])).Add("prices", Price)
            .Add("budgets", "{ scope: key, limit_usd: 0.0015 }"));
        await using (var client = await gateway.ConnectAsync())
        {
            (await OpenAsync(client, gateway, "full-3", "")).Status.ShouldBe(101);
            (await client.ReadRawExactAsync(heard.Length)).ShouldBe(heard);
            var close = Close(1008, "BUDGET_EXCEEDED");
            (await client.ReadRawExactAsync(close.Length)).ShouldBe(close);
        }

        (await RecordsAsync(gateway, "full-3", parts: 2)).Session.ErrorCode.ShouldBe("BUDGET_EXCEEDED");
        await using var other = await gateway.ConnectAsync();
        (await OpenAsync(other, gateway, "full-4", "")).Status.ShouldBe(402, "1.504 of 1.5 thousandths are spent");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_client_that_never_closes_its_side_is_not_waited_for_long(string engine)
    {
        await using var upstream = Saying(Frame(Done));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("models", (string[])["talk"]))
            .Add("limits", "{ name: tpm, scope: key, metric: tokens, limit: 30, per: 1h, algorithm: fixed_window }"));
        await using var client = await gateway.ConnectAsync();

        (await OpenAsync(client, gateway, "full-5")).Status.ShouldBe(101);
        await RecordsAsync(gateway, "full-5", parts: 1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_answer_under_way_when_its_client_hangs_up_takes_nothing_from_those_before(string engine)
    {
        byte[] said = [.. Frame(Began), .. Frame(Done), .. Frame(Began), .. Frame("""{"type":"response.output_text.delta","delta":"Hel"}"""), .. Frame(Done)[..50]];
        await using var upstream = Saying(said);
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("models", (string[])["talk"])).Add("prices", Price)
            .Set("storage", "journal", new { sync = "always" }));
        await using (var client = await gateway.ConnectAsync())
        {
            (await OpenAsync(client, gateway, "gone-1")).Status.ShouldBe(101);
            (await client.ReadRawExactAsync(said.Length)).ShouldBe(said);
        }

        (await RecordsAsync(gateway, "gone-1", parts: 1)).Parts[0].Number("cost_nanousd").ShouldBe(752_000);
    }
}
