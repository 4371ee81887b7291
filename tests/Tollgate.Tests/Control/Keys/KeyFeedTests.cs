using Shouldly;
using Tollgate.Control.Keys;
using Tollgate.Control.Secrets;
using Tollgate.Control.Store;
using Tollgate.Keys;
using Tollgate.Telemetry;
using Xunit;

namespace Tollgate.Tests.Control.Keys;

public sealed class KeyFeedTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_made_elsewhere_is_in_force_after_the_next_look()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        await using var feed = rig.Feed();
        IReadOnlyCollection<StoredCaller> keys = [];
        var publications = 0;
        await feed.PublishToAsync(published => (keys, publications) = (published, publications + 1), Stop);
        await feed.LookAsync(Stop);
        var (key, _) = await rig.MakeAsync("ci");
        await feed.LookAsync(Stop);
        keys.Single().Id.ShouldBe(key.Id);
        await rig.Keys.EditAsync(key.Id, new KeyEdit { Enabled = false }, KeyStoreRig.Actor, Stop);
        await feed.LookAsync(Stop);
        keys.Single().Enabled.ShouldBeFalse();
        await rig.Keys.RevokeAsync(key.Id, KeyStoreRig.Actor, Stop);
        await feed.LookAsync(Stop);
        keys.ShouldBeEmpty();
        var before = publications;
        await feed.LookAsync(Stop);
        publications.ShouldBe(before);
    }

    [Fact]
    public async Task A_store_that_has_been_opened_is_connected_before_the_first_look()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var status = new StoreStatus("control", "sqlite", StoreRole.Control);
        await using var feed = rig.Feed(status: status);
        status.Reading.Connected.ShouldBeFalse();
        await feed.OpenAsync(Stop);
        status.Reading.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task Check_22_the_keys_of_the_snapshot_are_known_without_the_store()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var (key, secret) = await rig.MakeAsync("ci", draft => draft with
        {
            Team = "t", User = "u", Models = ["gpt-*", "o1"], RequestsPerMinute = 3, ExpiresAt = rig.Time.GetUtcNow().AddDays(1),
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" },
        });
        var rotated = (await rig.Keys.RotateAsync(key.Id, TimeSpan.FromHours(1), KeyStoreRig.Actor, Stop)).Key!;
        await using (var feed = rig.Feed())
        {
            await feed.LookAsync(Stop);
        }

        rig.Kill();
        await using var after = rig.Feed();
        after.LoadSnapshot();
        var known = after.Known.Single();
        (known with { Models = rotated.Caller.Models, Labels = rotated.Caller.Labels }).ShouldBe(rotated.Caller);
        known.Models.ShouldBe(["gpt-*", "o1"]);
        known.Labels.Single().ShouldBe(KeyValuePair.Create("a", "b"));
        known.PreviousHash.ShouldBe(KeyHash.Of(secret));
        await after.LookAsync(Stop);
        after.Failures.ShouldBe(1);
        after.Known.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_store_that_dies_leaves_the_known_keys_and_one_that_comes_back_is_followed()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var store = new FailingControlStore(rig.Store);
        await using var feed = rig.Feed(store);
        await rig.MakeAsync("ci");
        await feed.LookAsync(Stop);
        store.Fails = true;
        await rig.MakeAsync("two");
        await feed.LookAsync(Stop);
        feed.Known.Count.ShouldBe(1);
        store.Fails = false;
        await feed.LookAsync(Stop);
        feed.Known.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_snapshot_that_was_altered_or_cut_or_made_elsewhere_is_not_used()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        await rig.MakeAsync("ci");
        await using (var feed = rig.Feed())
        {
            await feed.LookAsync(Stop);
        }

        var whole = File.ReadAllBytes(rig.SnapshotPath);
        KeySnapshot.Read(rig.SnapshotPath, rig.Masters, out _).ShouldNotBeNull();
        for (var i = 0; i < whole.Length; i += 7)
        {
            var altered = (byte[])whole.Clone();
            altered[i] ^= 1;
            File.WriteAllBytes(rig.SnapshotPath, altered);
            KeySnapshot.Read(rig.SnapshotPath, rig.Masters, out var problem).ShouldBeNull($"byte {i}");
            problem.ShouldNotBeNull();
            File.WriteAllBytes(rig.SnapshotPath, whole[..i]);
            KeySnapshot.Read(rig.SnapshotPath, rig.Masters, out _).ShouldBeNull($"cut at {i}");
        }

        File.WriteAllBytes(rig.SnapshotPath, whole);
        KeySnapshot.Read(rig.SnapshotPath, new MasterKeyRing(() => [MasterKey.Generate()]), out _).ShouldBeNull();
    }

    [Fact]
    public async Task Check_55_a_store_is_not_opened_with_another_master_key()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        await using var feed = rig.Feed(masters: new MasterKeyRing(() => [MasterKey.Generate()]));
        var refused = await Should.ThrowAsync<ControlStoreException>(() => feed.OpenAsync(Stop));
        refused.Kind.ShouldBe(StoreFaultKind.Refused);
        refused.Message.ShouldContain("TOLLGATE_MASTER_KEY");
    }
}
