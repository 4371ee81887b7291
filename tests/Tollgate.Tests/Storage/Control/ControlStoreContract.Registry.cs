using Shouldly;
using Tollgate.Control.Audit;
using Tollgate.Control.Registry;
using Tollgate.Control.Secrets;
using Tollgate.Control.Store;
using Xunit;

namespace Tollgate.Tests.Storage.Control;

public abstract partial class ControlStoreContract
{
    [Fact]
    public async Task A_provider_comes_back_as_it_was_given_with_its_secrets_still_sealed()
    {
        await using var store = await OpenAsync();
        var master = MasterKey.Generate();
        await store.SetSealingKeyAsync(null, master.Id, Stop);
        var entry = Entry("a") with { TokenHash = HeartbeatToken.HashOf("tgh-x") };
        entry = entry with { Secrets = SealedRow.Seal(master, entry.SecretName, 1, "{\"api_key\":\"s\"}"u8, Now) };
        var made = (await store.Registry.InsertAsync(entry, Told(entry), Stop))!;
        var all = await store.Registry.AllAsync(Stop);
        all.Revision.ShouldBe(made.Revision);
        (await store.LookAsync(Stop)).RegistryRevision.ShouldBe(made.Revision);
        var found = all.Entries.ShouldHaveSingleItem();
        (found with { Secrets = null, TokenHash = default }).ShouldBe(made with { Secrets = null, TokenHash = default });
        found.TokenHash.ToArray().ShouldBe(entry.TokenHash.ToArray());
        found.Secrets!.Open(master).ShouldBe("{\"api_key\":\"s\"}"u8.ToArray());
        (await store.Secrets.ListAsync("", 10, Stop)).ShouldBe([entry.SecretName]);
    }

    [Fact]
    public async Task A_name_is_unique_within_its_kind()
    {
        await using var store = await OpenAsync();
        await store.Registry.InsertAsync(Entry("a"), Told(Entry("a")), Stop);
        (await Should.ThrowAsync<ControlStoreException>(() => store.Registry.InsertAsync(Entry("a"), Told(Entry("a")), Stop))).Kind.ShouldBe(StoreFaultKind.Conflict);
        (await store.Registry.InsertAsync(Entry("a", RegistryKind.Model), Told(Entry("a")), Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_entry_changed_or_removed_upon_an_old_reading_stays_as_it_is()
    {
        await using var store = await OpenAsync();
        var read = (await store.Registry.InsertAsync(Entry("a"), Told(Entry("a")), Stop))!;
        var changed = (await store.Registry.UpdateAsync(read with { Document = "{\"x\":1}" }, null, Told(read), Stop))!;
        changed.Revision.ShouldBeGreaterThan(read.Revision);
        (await store.Registry.UpdateAsync(read with { Document = "{}" }, null, Told(read), Stop)).ShouldBeNull();
        (await store.Registry.DeleteAsync(read, Told(read), Stop)).ShouldBeFalse();
        (await store.Registry.AllAsync(Stop)).Entries.Single().Document.ShouldBe("{\"x\":1}");
        (await store.Audit.ListAsync(new AuditQuery(), Stop)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_secret_under_another_key_than_the_store_seals_with_leaves_the_entry_as_it_is()
    {
        await using var store = await OpenAsync();
        var (one, other) = (MasterKey.Generate(), MasterKey.Generate());
        await store.SetSealingKeyAsync(null, one.Id, Stop);
        var read = (await store.Registry.InsertAsync(Entry("a"), Told(Entry("a")), Stop))!;
        (await store.Registry.UpdateAsync(read, SealedRow.Seal(other, read.SecretName, 1, "x"u8, Now), Told(read), Stop)).ShouldBeNull();
        (await store.Registry.AllAsync(Stop)).Revision.ShouldBe(read.Revision);
        (await store.Registry.UpdateAsync(read, SealedRow.Seal(one, read.SecretName, 1, "x"u8, Now), Told(read), Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_removed_takes_its_secrets_and_its_heartbeat_along()
    {
        await using var store = await OpenAsync();
        var master = MasterKey.Generate();
        await store.SetSealingKeyAsync(null, master.Id, Stop);
        var entry = Entry("a");
        var made = (await store.Registry.InsertAsync(entry with { Secrets = SealedRow.Seal(master, entry.SecretName, 1, "x"u8, Now) }, Told(entry), Stop))!;
        await store.Registry.SaveBeatsAsync([new StoredBeat(made.Id, Now, Missed: false), new StoredBeat("srv_nobody", Now, Missed: false)], Stop);
        (await store.Registry.BeatsAsync(Stop)).ShouldHaveSingleItem().ShouldBe(new StoredBeat(made.Id, Now, Missed: false));
        (await store.Registry.DeleteAsync(made, Told(made), Stop)).ShouldBeTrue();
        (await store.Registry.AllAsync(Stop)).Revision.ShouldBeGreaterThan(made.Revision);
        (await store.Registry.AllAsync(Stop)).Entries.ShouldBeEmpty();
        (await store.Registry.BeatsAsync(Stop)).ShouldBeEmpty();
        (await store.Secrets.ListAsync("", 10, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_older_heartbeat_does_not_take_the_place_of_a_newer_one_and_none_raises_the_revision()
    {
        await using var store = await OpenAsync();
        var made = (await store.Registry.InsertAsync(Entry("a"), Told(Entry("a")), Stop))!;
        await store.Registry.SaveBeatsAsync([new StoredBeat(made.Id, Now.AddSeconds(5), Missed: false)], Stop);
        await store.Registry.SaveBeatsAsync([new StoredBeat(made.Id, Now, Missed: true)], Stop);
        (await store.Registry.BeatsAsync(Stop)).Single().ShouldBe(new StoredBeat(made.Id, Now.AddSeconds(5), Missed: false));
        (await store.LookAsync(Stop)).RegistryRevision.ShouldBe(made.Revision);
    }

    private static StoredEntry Entry(string name, RegistryKind kind = RegistryKind.Provider) => new()
    {
        Id = EntryId.New(kind, Now), Kind = kind, Name = name, Document = "{\"name\":\"x'; DROP TABLE registry; --\"}", CreatedAt = Now, ChangedAt = Now,
    };

    private static AuditEntry Told(StoredEntry entry) => Actor.Entry(Now, "provider.create", entry.Id, "", null, "{}");
}
