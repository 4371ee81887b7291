using System.Globalization;
using Shouldly;
using Tollgate.FaultTests.Crashing;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Outages;

/// <summary>The store of the request log stays away for longer than the journal has room.</summary>
[Collection("outages")]
public sealed class Check_31_Bounded_journal(PostgresServer postgres)
{
    private const int Streams = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>"503 within 1 s".</summary>
    private static readonly TimeSpan SlowestRefusal = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Check_31_at_the_bound_new_requests_are_refused_running_ones_finish_and_all_are_recorded()
    {
        await using var store = await StoreUnderFault.OfAsync(postgres);
        var signal = new TaskCompletionSource();
        await using var upstream = Answering.StreamsUntil(signal.Task);
        await using var host = await StartAsync(upstream, store, "refuse", 1 << 20);
        await using var load = SteadyLoad.On(host, 1000, streams: false);
        await load.MoreAsync(100);
        var streams = await OpenAsync(host);

        await using var outage = await Outage.BeginAsync(OutageKind.Refusing, store);
        await Eventually.TrueAsync(() => load.Others.Count >= 300, Patience);
        load.Others.ShouldAllBe(answer => answer.Status == 503 && answer.BodyText.Contains("STORAGE_ERROR", StringComparison.Ordinal) && answer["retry-after"] != null);
        load.SlowestRefusal.ShouldBeLessThan(SlowestRefusal);
        (await host.MetricAsync("tollgate_journal_refused_total")).ShouldBeGreaterThanOrEqualTo(300);
        (await host.MetricAsync("tollgate_journal_bytes")).ShouldBeLessThanOrEqualTo(1 << 20);
        (await host.ExchangeAsync("GET", "/v1/health")).Status.ShouldBe(200);

        signal.SetResult();
        foreach (var (client, answer) in streams)
        {
            await client.ReadBodyAsync(answer);
            answer.BodyText.ShouldContain("[DONE]");
            await client.DisposeAsync();
        }

        await outage.EndAsync();
        await load.MoreAsync(200);
        await load.StopAsync();
        await host.CatchesUpAsync();
        string[] completed = [.. load.Completed, .. Enumerable.Range(0, Streams).Select(NameOf)];
        (await store.RequestIdsAsync()).ShouldHoldExactly(completed, "PostgreSQL");
        (await RecordedRequests.TotalAsync(host)).ShouldBe(completed.Length);
        (await host.MetricAsync("tollgate_journal_lost_total")).ShouldBe(0);
        await host.ShouldBeSoundAsync();
    }

    [Fact]
    public async Task Check_31_where_serving_comes_first_contents_go_before_records_and_what_is_lost_is_counted()
    {
        await using var store = await StoreUnderFault.OfAsync(postgres);
        await using var upstream = Answering.Always();
        await using var host = await StartAsync(upstream, store, "drop_oldest", 1 << 20, yaml => yaml.SetRaw("capture", "keys", "['*']"));
        await using var load = SteadyLoad.On(host, 1000, streams: false);
        await load.MoreAsync(100);

        await using var outage = await Outage.BeginAsync(OutageKind.Refusing, store);
        await Eventually.TrueAsync(
            async () => await host.MetricAsync("tollgate_journal_dropped_contents_total") + await host.MetricAsync("tollgate_journal_contents_refused_total") > 0, Patience);
        (await host.MetricAsync("tollgate_journal_lost_total")).ShouldBe(0, "contents go first");
        await Eventually.TrueAsync(async () => await host.MetricAsync("tollgate_journal_lost_total") > 0, Patience);
        await load.MoreAsync(100);
        await outage.EndAsync();
        await load.StopAsync();

        load.NobodyNoticed();
        await host.CatchesUpAsync();
        var stored = await store.RequestIdsAsync();
        var lost = await host.MetricAsync("tollgate_journal_lost_total");
        stored.Except(load.Completed, StringComparer.Ordinal).ShouldBeEmpty();
        stored.Distinct(StringComparer.Ordinal).Count().ShouldBe(stored.Count, "none twice");
        (load.Count - stored.Count).ShouldBe((int)lost, "what is not there was counted as lost");
        await host.ShouldBeSoundAsync();
    }

    [Fact]
    [Trait("Category", "Nightly")]
    public async Task Check_31_a_store_that_is_down_for_ten_minutes_at_a_thousand_requests_a_second_loses_nothing()
    {
        await using var store = await StoreUnderFault.OfAsync(postgres);
        await using var upstream = Answering.Always();
        await using var host = await StartAsync(upstream, store, "refuse", 4L << 30);
        await using var load = SteadyLoad.On(host, 1000, streams: false);
        await load.MoreAsync(10_000);
        var before = host.Process.Cost().ResidentBytes;
        await using var outage = await Outage.BeginAsync(OutageKind.Killed, store);
        for (var minute = 0; minute < 10; minute++)
        {
            await load.MoreAsync(60_000);
        }

        var growth = host.Process.Cost().ResidentBytes - before;
        await outage.EndAsync();
        await load.StopAsync();
        load.NobodyNoticed();
        await host.CatchesUpAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load.Count} requests, {growth >> 20} MiB more memory"));
        growth.ShouldBeLessThan(64L << 20);
        (await store.RequestIdsAsync()).ShouldHoldExactly(load.Completed, "PostgreSQL");
    }

    private static async Task<HostProcess> StartAsync(ScriptedUpstream upstream, StoreUnderFault store, string onFull, long maxBytes, Action<GatewayYaml>? more = null)
    {
        var host = await HostProcess.StartAsync(Engines.Epoll, yaml =>
        {
            yaml.Provider("up", upstream.BaseUrl, ("max_connections", 256))
                .Set("auth", "admin_key", RecordedRequests.AdminKey)
                .Set("storage", "log", store.Address)
                .Set("storage", "journal", new { max_bytes = maxBytes, segment_bytes = Math.Clamp(maxBytes / 16, 65536, 16 << 20), on_full = onFull });
            more?.Invoke(yaml);
        });
        await host.ControlPlaneStartsAsync();
        return host;
    }

    private static string NameOf(int stream) => string.Create(CultureInfo.InvariantCulture, $"stream-{stream}");

    private static async Task<List<(RawClient Client, RawResponse Answer)>> OpenAsync(HostProcess host)
    {
        var open = new List<(RawClient, RawResponse)>();
        for (var i = 0; i < Streams; i++)
        {
            var client = await host.ConnectAsync();
            await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(stream: true), host.Authorization, "x-request-id: " + NameOf(i));
            open.Add((client, await client.ReadHeadAsync()));
        }

        return open;
    }
}
