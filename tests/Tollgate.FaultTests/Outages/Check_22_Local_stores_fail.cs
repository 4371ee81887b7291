using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Crashing;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Outages;

/// <summary>Control store and request log on this machine are locked or taken away under load. Keys of the store go on working.</summary>
[Collection("outages")]
public sealed class Check_22_Local_stores_fail
{
    /// <summary>Where the one writer of SQLite's write-ahead log has its lock in the <c>-shm</c> file.</summary>
    private const int WriterLock = 120;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Check_22_stored_keys_are_served_while_the_control_store_is_locked_by_another_process()
    {
        await using var upstream = Answering.Always();
        await using var rig = await Rig.StartAsync(upstream);
        await using var load = SteadyLoad.On(rig.Host, key: rig.Key, streams: false);
        await load.MoreAsync(100);

        await using (var shared = new FileStream(rig.PathOf("control.db-shm"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        {
            if (!OperatingSystem.IsMacOS()) { shared.Lock(WriterLock, 1); }
            // All at once: none waits until those before it have waited.
            foreach (var refused in await Task.WhenAll(Enumerable.Range(0, 40).Select(i => rig.Host.AdminAsync("POST", "/api/keys", $$"""{"name":"refused{{i}}"}"""))))
            {
                refused.Status.ShouldBe(503, refused.ToString());
                refused.BodyText.ShouldContain("\"code\":\"STORAGE_ERROR\"");
                refused["retry-after"].ShouldNotBeNull();
            }

            await Eventually.TrueAsync(
                async () => (await rig.Host.StatusAsync()).Store("control") is var store && !store.GetProperty("connected").GetBoolean()
                    && store.GetProperty("last_error").GetString()!.Contains("locked", StringComparison.Ordinal),
                Patience);
            await load.MoreAsync(200);
            (await rig.Host.AdminAsync("GET", "/api/keys")).Status.ShouldBe(200, "reading goes on beside a writer");
        }

        await Eventually.TrueAsync(async () => (await rig.Host.StatusAsync()).Store("control").GetProperty("connected").GetBoolean(), Patience);
        (await rig.Host.AdminAsync("GET", "/api/keys")).BodyText.ShouldNotContain("refused");
        (await rig.Host.AdminAsync("GET", "/api/audit")).BodyText.ShouldNotContain("refused");

        await rig.EndsWellAsync(load);
    }

    [Fact]
    public async Task Check_22_stored_keys_are_served_while_control_store_and_request_log_are_gone()
    {
        await using var upstream = Answering.Always();
        await using var rig = await Rig.StartAsync(upstream);
        await using var load = SteadyLoad.On(rig.Host, key: rig.Key, streams: false);
        await load.MoreAsync(100);

        string[] files = [.. Directory.GetFiles(rig.Data, "control.db*").Append(rig.PathOf("requests"))];
        foreach (var file in files) { Directory.Move(file, file + ".away"); }
        await File.WriteAllTextAsync(rig.PathOf("requests"), "not a folder");
        await File.WriteAllTextAsync(rig.PathOf("control.db"), new string('x', 8192));
        await Eventually.TrueAsync(async () => !(await rig.Host.StatusAsync()).Store("control").GetProperty("connected").GetBoolean(), Patience);
        await load.MoreAsync(200);

        foreach (var file in files)
        {
            File.Delete(file);
            Directory.Move(file + ".away", file);
        }

        await rig.EndsWellAsync(load);
    }

    /// <summary>A gateway with one stored key.</summary>
    private sealed class Rig : IAsyncDisposable
    {
        private readonly TempFolder _folder;

        private Rig(HostProcess host, string key, TempFolder folder) => (Host, Key, _folder) = (host, key, folder);

        public HostProcess Host { get; }

        public string Key { get; }

        public string Data => _folder.File("data");

        public static async Task<Rig> StartAsync(ScriptedUpstream upstream)
        {
            var folder = new TempFolder();
            var host = await HostProcess.StartAsync(Engines.Epoll, yaml => yaml
                .Provider("up", upstream.BaseUrl, ("max_connections", 256))
                .Set("auth", "admin_key", RecordedRequests.AdminKey)
                .Set("storage", "data_dir", folder.File("data")));
            await host.ControlPlaneStartsAsync();
            var made = await host.AdminAsync("POST", "/api/keys", """{"name":"a"}""");
            made.Status.ShouldBe(201, made.ToString());
            await Eventually.TrueAsync(() => File.Exists(Path.Combine(folder.File("data"), "keys.snapshot")));
            return new Rig(host, JsonElement.Parse(made.BodyText).GetProperty("key").GetString()!, folder);
        }

        public string PathOf(string name) => Path.Combine(Data, name);

        /// <summary>No request failed, each is recorded once, and the stores are well again.</summary>
        public async Task EndsWellAsync(SteadyLoad load)
        {
            await load.MoreAsync(100);
            await load.StopAsync();
            load.NobodyNoticed();
            await Host.CatchesUpAsync();
            string[] recorded = [.. (await RecordedRequests.AllAsync(Host)).Select(request => request.GetProperty("request_id").GetString()!)];
            recorded.ShouldHoldExactly(load.Completed, "the request log");
            var made = await Host.AdminAsync("POST", "/api/keys", """{"name":"after"}""");
            made.Status.ShouldBe(201, made.ToString());
            await Host.ShouldBeSoundAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            _folder.Dispose();
        }
    }
}
