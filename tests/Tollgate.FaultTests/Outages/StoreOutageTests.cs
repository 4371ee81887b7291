using System.Globalization;
using Shouldly;
using Tollgate.FaultTests.Crashing;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Outages;

/// <summary>
/// Stores fail under load and come back. Clients do not notice; what they saw answered is in every store afterwards, exactly once; and status, health
/// and metrics say what is going on.
/// </summary>
[Collection("outages")]
public sealed class StoreOutageTests(PostgresServer postgres, ClickHouseServer clickHouse, InfluxServer influx)
{
    private const long MostGrowth = 64L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(OutageKind.Killed)]
    [InlineData(OutageKind.Refusing)]
    [InlineData(OutageKind.Hanging)]
    [InlineData(OutageKind.Slow)]
    [InlineData(OutageKind.Cut)]
    public Task Every_store_has_each_request_once_after_it_failed(OutageKind kind) => AllFailAsync(kind, during: 400, perSecond: 400);

    [Theory]
    [InlineData(OutageKind.Killed)]
    [InlineData(OutageKind.Refusing)]
    [InlineData(OutageKind.Hanging)]
    [InlineData(OutageKind.Slow)]
    [InlineData(OutageKind.Cut)]
    [Trait("Category", "Nightly")]
    public Task Every_store_has_each_request_once_after_it_failed_for_minutes(OutageKind kind) => AllFailAsync(kind, during: 90_000, perSecond: 500);

    [Theory]
    [InlineData("postgres")]
    [InlineData("clickhouse")]
    public async Task The_request_log_itself_may_fail(string kind)
    {
        await using var store = kind == "postgres" ? await StoreUnderFault.OfAsync(postgres) : await StoreUnderFault.OfAsync(clickHouse);
        await using var upstream = Upstream();
        await using var host = await StartAsync(upstream, yaml => yaml.Set("storage", "log", store.Address));
        await using var load = SteadyLoad.On(host);
        await load.MoreAsync(100);
        await Eventually.TrueAsync(async () => await host.MetricAsync("tollgate_sink_records_total") > 0, Patience);

        await using var outage = await Outage.BeginAsync(OutageKind.Refusing, store);
        await load.MoreAsync(200);
        await Eventually.TrueAsync(async () => !(await host.StatusAsync()).Store(store.Name).GetProperty("connected").GetBoolean(), Patience);
        var refused = await host.AdminAsync("GET", "/api/requests?from=-1h");
        refused.Status.ShouldBe(503, refused.ToString());
        refused.BodyText.ShouldContain("STORAGE_ERROR");
        await outage.EndAsync();

        await load.StopAsync();
        load.NobodyNoticed();
        await host.CatchesUpAsync();
        (await IdsOfLogAsync(host)).ShouldHoldExactly(load.Completed, "the API's list");
        (await store.RequestIdsAsync()).ShouldHoldExactly(load.Completed, kind);
        (await RecordedRequests.TotalAsync(host)).ShouldBe(load.Count);
    }

    [Fact]
    public async Task A_database_whose_disk_is_full_is_caught_up_when_it_has_room()
    {
        await using var disk = await SmallDisk.MountAsync(48);
        await postgres.EnsureStartedAsync();
        Assert.SkipUnless(postgres.Missing.Length == 0, postgres.Missing);
        await postgres.MakeTablespaceAsync("small", disk.Location);
        string name;
        await using (var store = await StoreUnderFault.OfAsync(postgres, "small"))
        {
            name = store.Name.Split('-')[^1];
            await using var upstream = Upstream();
            await using var host = await StartAsync(upstream, yaml => yaml.Set("storage", "sinks", (string[])[store.Address]));
            await using var load = SteadyLoad.On(host, 600);
            await load.MoreAsync(200);
            await Eventually.TrueAsync(async () => await host.MetricAsync("tollgate_sink_records_total", ("sink", store.Name)) > 0, Patience);
            await Eventually.TrueAsync(
                async () =>
                {
                    disk.Fill();
                    return await host.HasCountedAsync("tollgate_sink_errors_total", ("sink", store.Name), ("kind", "full"));
                },
                Patience);
            await load.MoreAsync(200);
            await Eventually.TrueAsync(
                async () =>
                {
                    disk.Fill(); // what was free within its pages took a batch or two
                    return !(await host.StatusAsync()).Store(store.Name).GetProperty("connected").GetBoolean();
                },
                Patience);
            disk.Clear();
            await load.StopAsync();
            load.NobodyNoticed();
            await host.CatchesUpAsync();
            (await store.RequestIdsAsync()).ShouldHoldExactly(load.Completed, "PostgreSQL");
            (await IdsOfLogAsync(host)).ShouldHoldExactly(load.Completed, "the request log");
        }

        (await postgres.SqlAsync("postgres", $"DROP DATABASE {name} WITH (FORCE)")).ShouldBe("");
        (await postgres.SqlAsync("postgres", "DROP TABLESPACE small")).ShouldBe("");
    }

    private async Task AllFailAsync(OutageKind kind, int during, int perSecond)
    {
        await using var inPostgres = await StoreUnderFault.OfAsync(postgres);
        await using var inClickHouse = await StoreUnderFault.OfAsync(clickHouse);
        await using var inInflux = await StoreUnderFault.OfAsync(influx);
        StoreUnderFault[] stores = [inPostgres, inClickHouse, inInflux];
        await using var upstream = Upstream();
        await using var host = await StartAsync(upstream, yaml => yaml.Set("storage", "sinks", stores.Select(store => store.Address).ToArray()));
        await using var load = SteadyLoad.On(host, perSecond);
        await load.MoreAsync(150);
        foreach (var store in stores)
        {
            await Eventually.TrueAsync(async () => await host.MetricAsync("tollgate_sink_records_total", ("sink", store.Name)) > 0, Patience);
        }

        var before = host.Process.Cost().ResidentBytes;
        await using var outage = await Outage.BeginAsync(kind, stores);
        await load.MoreAsync(during);
        if (kind != OutageKind.Cut)
        {
            foreach (var store in stores) { await SaysThatItFailsAsync(host, store, isToldAtOnce: kind is OutageKind.Killed or OutageKind.Refusing); }
        }

        await Eventually.TrueAsync(async () => await host.MetricAsync("tollgate_sink_backlog_bytes", ("sink", "sqlite")) < 1 << 20, Patience);
        var growth = host.Process.Cost().ResidentBytes - before;
        await outage.EndAsync();
        await load.MoreAsync(50);
        await load.StopAsync();

        load.NobodyNoticed();
        await host.CatchesUpAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{kind}: {load.Count} requests, slowest {load.Slowest.TotalMilliseconds:0} ms, {growth >> 20} MiB more memory"));
        growth.ShouldBeLessThan(MostGrowth);
        (await host.MetricAsync("tollgate_journal_lost_total")).ShouldBe(0);
        (await IdsOfLogAsync(host)).ShouldHoldExactly(load.Completed, "the request log");
        (await RecordedRequests.TotalAsync(host)).ShouldBe(load.Count);
        foreach (var store in stores) { (await store.RequestIdsAsync()).ShouldHoldExactly(load.Completed, store.Name); }
        await host.ShouldBeSoundAsync();
    }

    /// <summary>A store that hangs is known by its lag long before its time-out says so.</summary>
    private static async Task SaysThatItFailsAsync(HostProcess host, StoreUnderFault store, bool isToldAtOnce)
    {
        (string, string) label = ("sink", store.Name);
        await Eventually.TrueAsync(async () => await host.MetricAsync("tollgate_sink_lag_seconds", label) > 1 && await host.MetricAsync("tollgate_sink_backlog_bytes", label) > 0, Patience);
        if (isToldAtOnce)
        {
            await Eventually.TrueAsync(async () => await host.MetricAsync("tollgate_storage_errors_total", ("store", store.Name)) > 0, Patience);
            await Eventually.TrueAsync(async () => !(await host.StatusAsync()).Store(store.Name).GetProperty("connected").GetBoolean(), Patience);
            (await host.StatusAsync()).GetProperty("status").GetString().ShouldBe("degraded");
        }

        await Eventually.TrueAsync(
            async () => (await host.StatusAsync()).Store(store.Name) is var now && now.GetProperty("lag_seconds").GetDouble() > 0 && now.GetProperty("backlog_bytes").GetInt64() > 0, Patience);
        var health = await host.ExchangeAsync("GET", "/v1/health");
        health.Status.ShouldBe(200);
        health.BodyText.ShouldContain("\"database\":\"connected\"");
        (await host.ExchangeAsync("GET", "/health/ready")).Status.ShouldBe(200);
    }

    private static ScriptedUpstream Upstream() => Answering.ByKind(
        () => new UpstreamScript().Event(Chat.Delta("first")).Event(Chat.Delta("last")).Done(), () => new UpstreamScript().Json(Chat.Answer));

    private static async Task<HostProcess> StartAsync(ScriptedUpstream upstream, Action<GatewayYaml> storage)
    {
        var host = await HostProcess.StartAsync(Engines.Epoll, yaml => storage(yaml
            .Provider("up", upstream.BaseUrl, ("max_connections", 256))
            .Set("auth", "admin_key", RecordedRequests.AdminKey)));
        await host.ControlPlaneStartsAsync();
        return host;
    }

    private static async Task<List<string>> IdsOfLogAsync(HostProcess host) =>
        [.. (await RecordedRequests.AllAsync(host)).Select(request => request.GetProperty("request_id").GetString()!)];
}
