using Shouldly;
using Tollgate.Control.Registry;
using Xunit;

namespace Tollgate.Tests.Control.Registry;

public sealed class HeartbeatBookTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_that_misses_three_leaves_and_the_next_brings_it_back()
    {
        await using var rig = await RegistryRig.OpenAsync();
        var missing = Follow(rig.Heartbeats);
        var entry = (await rig.CreateAsync("""{"name":"a","kind":"demo","heartbeat_seconds":10}""")).Entry!;
        await rig.Heartbeats.LookAsync(Stop);
        for (var beat = 0; beat < 4; beat++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(29));
            await rig.Heartbeats.LookAsync(Stop);
            rig.Heartbeats.Beat(entry);
        }

        missing.ShouldBeEmpty();
        rig.Time.Advance(TimeSpan.FromSeconds(31));
        await rig.Heartbeats.LookAsync(Stop);
        missing.ShouldBe(["a"]);
        rig.Heartbeats.Missing.ShouldBe(1);
        rig.Heartbeats.Beat(entry);
        missing.ShouldBeEmpty();
        rig.Heartbeats.Look(entry.Id).Missed.ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_never_sent_any_leaves_too_and_one_without_a_time_never_does()
    {
        await using var rig = await RegistryRig.OpenAsync();
        var missing = Follow(rig.Heartbeats);
        await rig.CreateAsync("""{"name":"silent","kind":"demo","heartbeat_seconds":1}""");
        await rig.CreateAsync("""{"name":"other","kind":"demo"}""");
        await rig.Heartbeats.LookAsync(Stop);
        rig.Time.Advance(TimeSpan.FromSeconds(4));
        await rig.Heartbeats.LookAsync(Stop);
        missing.ShouldBe(["silent"]);
    }

    [Fact]
    public async Task A_restart_keeps_out_who_was_out_and_gives_the_others_their_time()
    {
        await using var before = await RegistryRig.OpenAsync();
        Follow(before.Heartbeats);
        var dead = (await before.CreateAsync("""{"name":"dead","kind":"demo","heartbeat_seconds":10}""")).Entry!;
        var alive = (await before.CreateAsync("""{"name":"alive","kind":"demo","heartbeat_seconds":10}""")).Entry!;
        await before.Heartbeats.LookAsync(Stop);
        before.Time.Advance(TimeSpan.FromSeconds(31));
        before.Heartbeats.Beat(alive);
        await before.Heartbeats.LookAsync(Stop);

        await using var after = await RegistryRig.OpenAsync(beside: before);
        var missing = Follow(after.Heartbeats);
        after.Time.Advance(TimeSpan.FromHours(5)); // the gateway was away itself: nobody could be heard
        await after.Heartbeats.LookAsync(Stop);
        missing.ShouldBe(["dead"]);
        after.Heartbeats.Beat(after.Service.Find(RegistryKind.Provider, dead.Id)!);
        missing.ShouldBeEmpty();
        after.Time.Advance(TimeSpan.FromSeconds(31));
        await after.Heartbeats.LookAsync(Stop);
        missing.ShouldBe(["alive", "dead"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_another_gateway_heard_counts_here()
    {
        await using var one = await RegistryRig.OpenAsync();
        await using var two = await RegistryRig.OpenAsync(beside: one);
        var entry = (await one.CreateAsync("""{"name":"a","kind":"demo","heartbeat_seconds":10}""")).Entry!;
        await two.LookAsync(Stop);
        var missing = Follow(two.Heartbeats);
        await two.Heartbeats.LookAsync(Stop);
        for (var beat = 0; beat < 5; beat++)
        {
            one.Time.Advance(TimeSpan.FromSeconds(10));
            two.Time.Advance(TimeSpan.FromSeconds(10));
            one.Heartbeats.Beat(entry);
            await one.Heartbeats.LookAsync(Stop);
            await two.Heartbeats.LookAsync(Stop);
        }

        missing.ShouldBeEmpty();
        one.Time.Advance(TimeSpan.FromSeconds(45));
        two.Time.Advance(TimeSpan.FromSeconds(45));
        await two.Heartbeats.LookAsync(Stop);
        missing.ShouldBe(["a"]);
        one.Heartbeats.Beat(entry);
        await one.Heartbeats.LookAsync(Stop);
        await two.Heartbeats.LookAsync(Stop);
        missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_thousand_heartbeats_are_one_write_and_no_change_of_the_registry()
    {
        await using var rig = await RegistryRig.OpenAsync();
        var entry = (await rig.CreateAsync("""{"name":"a","kind":"demo","heartbeat_seconds":10}""")).Entry!;
        await rig.Heartbeats.LookAsync(Stop);
        for (var beat = 0; beat < 1000; beat++)
        {
            rig.Heartbeats.Beat(entry);
        }

        await rig.Heartbeats.LookAsync(Stop);
        (await rig.Store.Registry.BeatsAsync(Stop)).Count.ShouldBe(1);
        (await rig.Store.LookAsync(Stop)).RegistryRevision.ShouldBe(entry.Stored.Revision);
    }

    /// <summary>The names that are out of rotation, always the latest.</summary>
    private static List<string> Follow(HeartbeatBook book)
    {
        var names = new List<string>();
        book.ApplyTo(missing =>
        {
            names.Clear();
            names.AddRange(missing);
        });
        return names;
    }
}
