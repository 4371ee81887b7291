using System.Globalization;
using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Crashing;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Outages;

/// <summary>Schemas are brought up to date while requests run, whatever interrupts it; a copy of the data folder is a backup.</summary>
[Collection("outages")]
public sealed class Check_62_Schema_and_backup(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Check_62_a_backup_restored_elsewhere_has_the_same_keys_and_totals()
    {
        using var folder = new TempFolder();
        await using var upstream = Answering.Always();
        string key;
        string statistics;
        string keys;
        SteadyLoad load;
        await using (var host = await StartAsync(upstream, folder.File("data")))
        {
            await host.ControlPlaneStartsAsync();
            key = JsonElement.Parse((await host.AdminAsync("POST", "/api/keys", """{"name":"a"}""")).BodyText).GetProperty("key").GetString()!;
            await Eventually.TrueAsync(() => File.Exists(Path.Combine(folder.File("data"), "keys.snapshot")));
            load = SteadyLoad.On(host, key: key, streams: false);
            await using (load)
            {
                await load.MoreAsync(300);
                await load.StopAsync();
            }

            await host.CatchesUpAsync();
            keys = await KeysAsync(host);
            statistics = await StatisticsAsync(host);
            await host.KillAsync(); // nothing is closed in order
            Copy(folder.File("data"), folder.File("elsewhere"));
            Directory.Delete(folder.File("data"), recursive: true);
        }

        await using var restored = await StartAsync(upstream, folder.File("elsewhere"));
        await restored.ControlPlaneStartsAsync();
        (await KeysAsync(restored)).ShouldBe(keys);
        (await StatisticsAsync(restored)).ShouldBe(statistics);
        string[] recorded = [.. (await RecordedRequests.AllAsync(restored)).Select(request => request.GetProperty("request_id").GetString()!)];
        recorded.ShouldHoldExactly(load.Completed, "the restored log");
        await using var again = SteadyLoad.On(restored, key: key, streams: false);
        await again.MoreAsync(50);
        await again.StopAsync();
        again.NobodyNoticed();
        await restored.CatchesUpAsync();
        (await RecordedRequests.TotalAsync(restored)).ShouldBe(load.Count + again.Count);
    }

    /// <summary>The way to the database is slow, so that the kill hits between two statements; the database is empty: the schema before the first.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [Trait("Category", "Nightly")]
    public async Task Check_62_a_database_is_migrated_while_requests_run_though_the_gateway_is_killed_in_the_middle(int rounds)
    {
        await using var store = await StoreUnderFault.OfAsync(postgres);
        await using var upstream = Answering.Always();
        store.Proxy.Delay = TimeSpan.FromMilliseconds(150);
        await using var host = await HostProcess.StartAsync(Engines.Epoll, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("max_connections", 256))
            .Set("auth", "admin_key", RecordedRequests.AdminKey)
            .Set("storage", "log", store.Address));
        var seen = new List<string>();
        for (var round = 0; round < rounds; round++)
        {
            await using var load = SteadyLoad.On(host, streams: false);
            await load.MoreAsync(100 + (50 * round));
            await load.StopAsync();
            seen.AddRange(load.Completed);
            await host.KillAsync();
            await host.StartAgainAsync();
        }

        store.Proxy.Delay = TimeSpan.Zero;
        await using var last = SteadyLoad.On(host, streams: false);
        await last.MoreAsync(200);
        await last.StopAsync();
        last.NobodyNoticed();
        await host.ControlPlaneStartsAsync();
        await host.CatchesUpAsync();
        (await store.RequestIdsAsync()).ShouldHoldExactly([.. seen, .. last.Completed], "PostgreSQL");
        (await RecordedRequests.TotalAsync(host)).ShouldBe(seen.Count + last.Count);
    }

    /// <summary>The schemas on this machine are made within the first moments of a process: it is killed at many of them.</summary>
    [Fact]
    [Trait("Category", "Nightly")]
    public async Task Check_62_the_schemas_of_this_machine_are_whole_after_a_kill_at_any_moment_of_the_start()
    {
        using var folder = new TempFolder();
        await using var upstream = Answering.Always();
        for (var round = 0; round < 30; round++)
        {
            var data = folder.File(string.Create(CultureInfo.InvariantCulture, $"data-{round}"));
            await using var host = await StartAsync(upstream, data, waits: false);
            var goal = round % 3 == 0 ? "control.db" : round % 3 == 1 ? "control.db-wal" : "requests";
            await Eventually.TrueAsync(() => Path.Exists(Path.Combine(data, goal)), Patience);
            await host.KillAsync();
            await host.StartAgainAsync();
            await host.ControlPlaneStartsAsync();
            (await host.AdminAsync("POST", "/api/keys", """{"name":"a"}""")).Status.ShouldBe(201);
            (await host.ChatAsync()).Status.ShouldBe(200);
            await Eventually.TrueAsync(async () => await RecordedRequests.TotalAsync(host) == 1, Patience);
        }
    }

    private static async Task<string> KeysAsync(HostProcess host)
    {
        var answer = await host.AdminAsync("GET", "/api/keys");
        answer.Status.ShouldBe(200);
        return answer.BodyText;
    }

    private static async Task<string> StatisticsAsync(HostProcess host)
    {
        var answer = await host.AdminAsync("GET", "/api/stats?metric=tokens&interval=hour&group_by=key,model&from=-3h");
        answer.Status.ShouldBe(200, answer.ToString());
        return JsonElement.Parse(answer.BodyText).GetProperty("rows").GetRawText();
    }

    private static Task<HostProcess> StartAsync(ScriptedUpstream upstream, string data, bool waits = true) => HostProcess.StartAsync(
        Engines.Epoll,
        yaml => yaml
            .Provider("up", upstream.BaseUrl, ("max_connections", 256))
            .Set("auth", "admin_key", RecordedRequests.AdminKey)
            .Set("storage", "data_dir", data),
        waits: waits);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
