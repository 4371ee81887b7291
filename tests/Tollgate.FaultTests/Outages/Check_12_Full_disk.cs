using Shouldly;
using Tollgate.FaultTests.Crashing;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Outages;

/// <summary>The disk under journal and request log fills up. Nothing is served that would not be recorded; there is no ledger yet.</summary>
[Collection("outages")]
public sealed class Check_12_Full_disk(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SlowestRefusal = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Check_12_without_any_room_the_start_is_refused_and_says_why()
    {
        await using var disk = await SmallDisk.MountAsync(8);
        disk.Fill();
        await using var upstream = Answering.Always();
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => HostProcess.StartAsync(Engines.Epoll, yaml => yaml
            .Provider("up", upstream.BaseUrl)
            .Set("auth", "admin_key", RecordedRequests.AdminKey)
            .Set("storage", "data_dir", Path.Combine(disk.Location, "data"))));
        failure.Message.ShouldContain("storage.data_dir");
        failure.Message.ShouldNotContain("   at "); // no stack trace
    }

    [Fact]
    public Task Check_12_when_room_runs_out_new_requests_are_refused_and_every_served_one_is_recorded() => RunOutAsync(remote: false);

    [Fact]
    [Trait("Category", "Nightly")]
    public Task Check_12_a_disk_that_is_full_of_journal_has_room_again_when_the_store_is_back() => RunOutAsync(remote: true);

    private async Task RunOutAsync(bool remote)
    {
        await using var disk = await SmallDisk.MountAsync(24);
        await using var store = remote ? await StoreUnderFault.OfAsync(postgres) : null;
        var signal = new TaskCompletionSource();
        await using var upstream = Answering.StreamsUntil(signal.Task);
        await using var host = await HostProcess.StartAsync(Engines.Epoll, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("max_connections", 256))
            .Set("auth", "admin_key", RecordedRequests.AdminKey)
            .Set("storage", "data_dir", Path.Combine(disk.Location, "data"))
            .Set("storage", "log", store?.Address ?? "sqlite")
            .Set("storage", "journal", new { segment_bytes = 65536 }));
        await host.ControlPlaneStartsAsync();
        await using var load = SteadyLoad.On(host, 500, streams: false);
        await load.MoreAsync(100);
        await using var stream = await host.ConnectAsync();
        await stream.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(stream: true), host.Authorization, "x-request-id: running");
        var answer = await stream.ReadHeadAsync();

        var outage = store is null ? null : await Outage.BeginAsync(OutageKind.Refusing, store);
        await Eventually.TrueAsync(
            () =>
            {
                disk.Fill(); // and whatever is given back meanwhile
                return load.Others.Count >= 200;
            },
            Patience);
        load.Others.ShouldAllBe(refused => refused.Status == 503 && refused.BodyText.Contains("STORAGE_ERROR", StringComparison.Ordinal) && refused["retry-after"] != null);
        load.SlowestRefusal.ShouldBeLessThan(SlowestRefusal);
        signal.SetResult();
        await stream.ReadBodyAsync(answer);
        answer.BodyText.ShouldContain("[DONE]");

        if (outage is null)
        {
            disk.Clear();
        }
        else
        {
            // The disk stays full: what the store has taken makes room by itself.
            await outage.EndAsync();
            await outage.DisposeAsync();
        }

        await load.MoreAsync(200);
        await load.StopAsync();
        disk.Clear();
        await host.CatchesUpAsync();
        string[] completed = [.. load.Completed, "running"];
        string[] recorded = [.. (await RecordedRequests.AllAsync(host)).Select(request => request.GetProperty("request_id").GetString()!)];
        recorded.ShouldHoldExactly(completed, "the request log");
        (await RecordedRequests.TotalAsync(host)).ShouldBe(completed.Length);
        (await host.MetricAsync("tollgate_journal_lost_total")).ShouldBe(0);
        await host.ShouldBeSoundAsync();
    }
}
