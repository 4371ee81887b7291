using System.Collections.ObjectModel;
using Shouldly;
using Tollgate.Control.Audit;
using Tollgate.Control.Keys;
using Tollgate.Control.Secrets;
using Tollgate.Control.Store;
using Tollgate.Keys;
using Xunit;

namespace Tollgate.Tests.Storage.Control;

/// <summary>What every control store does alike. A store's tests derive from this and say how to make an empty one.</summary>
public abstract partial class ControlStoreContract
{
    private protected static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly AuditActor Actor = new("admin-key", null);

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An empty store with its schema; the caller disposes of it.</summary>
    private protected abstract Task<IControlStore> OpenAsync();

    [Fact]
    public async Task A_key_comes_back_as_it_was_given()
    {
        await using var store = await OpenAsync();
        var key = Key("a") with
        {
            Hint = "wxyz",
            RotatedAt = Now.AddMinutes(1),
            Caller = Key("a").Caller with
            {
                Team = "团队", User = "u", Models = ["gpt-*", "o1"], ExpiresAt = Now.AddDays(1), Enabled = false, RequestsPerMinute = 7,
                PreviousHash = KeyHash.Of("before"), PreviousUntil = Now.AddHours(1), Passthrough = true, CaptureContent = true,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["cost"] = "=1+1" },
            },
        };
        var made = await store.Keys.InsertAsync(key, Audit(key), Stop);
        made.Revision.ShouldBeGreaterThan(0);
        var found = (await store.Keys.FindAsync(key.Id, Stop))!;
        Bare(found).ShouldBe(Bare(made));
        found.Caller.Models.ShouldBe(["gpt-*", "o1"]);
        found.Caller.Labels.Single().ShouldBe(KeyValuePair.Create("cost", "=1+1"));

        // Lists compare by reference; everything else is part of a record.
        static StoredKey Bare(StoredKey key) => key with { Caller = key.Caller with { Models = [], Labels = ReadOnlyDictionary<string, string>.Empty } };
    }

    [Fact]
    public async Task A_name_is_unique_within_its_organisation_until_its_key_is_revoked()
    {
        await using var store = await OpenAsync();
        var first = await InsertAsync(store, Key("a"));
        (await Should.ThrowAsync<ControlStoreException>(() => InsertAsync(store, Key("a")))).Kind.ShouldBe(StoreFaultKind.Conflict);
        await InsertAsync(store, Key("a", org: "other"));
        (await store.Keys.UpdateAsync(first with { RevokedAt = Now }, Audit(first), Stop)).ShouldNotBeNull();
        await InsertAsync(store, Key("a"));
    }

    [Fact]
    public async Task A_change_made_upon_an_old_reading_is_refused()
    {
        await using var store = await OpenAsync();
        var read = await InsertAsync(store, Key("a"));
        (await store.Keys.UpdateAsync(read with { Hint = "1111" }, Audit(read), Stop)).ShouldNotBeNull();
        (await store.Keys.UpdateAsync(read with { Hint = "2222" }, Audit(read), Stop)).ShouldBeNull();
        (await store.Keys.FindAsync(read.Id, Stop))!.Hint.ShouldBe("1111");
        (await store.Audit.ListAsync(new AuditQuery(), Stop)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Entries_of_the_audit_trail_go_by_age_oldest_first_and_their_going_is_told()
    {
        await using var store = await OpenAsync();
        for (var day = 9; day >= 0; day--)
        {
            await store.Audit.AppendAsync(Actor.Entry(Now.AddDays(-day), "a", $"{day}", "", null, null), Stop);
        }

        (await PruneAsync(Now.AddDays(-4), 3)).ShouldBe(3);
        (await TargetsAsync()).ShouldBe(["pruned 3", "0", "1", "2", "3", "4", "5", "6"]);
        (await PruneAsync(Now.AddDays(-4), 3)).ShouldBe(2);
        (await PruneAsync(Now.AddDays(-4), 3)).ShouldBe(0);
        (await TargetsAsync()).ShouldBe(["pruned 2", "pruned 3", "0", "1", "2", "3", "4"], "an entry of the very time stays");

        Task<int> PruneAsync(DateTimeOffset before, int limit) =>
            store.Audit.PruneAsync(before, limit, static count => Actor.Entry(Now, "audit.prune", $"pruned {count}", "", null, null), Stop);
        async Task<string[]> TargetsAsync() => [.. (await store.Audit.ListAsync(new AuditQuery(), Stop)).Select(static entry => entry.Target)];
    }

    [Fact]
    public async Task Whoever_polls_sees_every_change_once_and_revoked_keys_too()
    {
        await using var store = await OpenAsync();
        var a = await InsertAsync(store, Key("a"));
        var b = await InsertAsync(store, Key("b"));
        var all = await store.Keys.ChangesAsync(0, Stop);
        all.Keys.Select(key => key.Id).ShouldBe([a.Id, b.Id], ignoreOrder: true);
        (await store.LookAsync(Stop)).KeysRevision.ShouldBe(all.Revision);
        (await store.Keys.ChangesAsync(all.Revision, Stop)).Keys.ShouldBeEmpty();
        await store.Keys.UpdateAsync(b with { RevokedAt = Now }, Audit(b), Stop);
        var changed = await store.Keys.ChangesAsync(all.Revision, Stop);
        changed.Keys.Single().RevokedAt.ShouldBe(Now);
        changed.Revision.ShouldBeGreaterThan(all.Revision);
        (await store.Keys.ChangesAsync(0, Stop)).Keys.Single().Id.ShouldBe(a.Id);
    }

    [Fact]
    public async Task Pages_of_keys_meet_without_gap_and_filters_match_whole_texts()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 25; i++)
        {
            var key = Key($"k{i}", org: i % 2 == 0 ? "even" : "odd");
            await InsertAsync(store, i == 3 ? key with { Caller = key.Caller with { Enabled = false } } : i == 4 ? key with { Caller = key.Caller with { ExpiresAt = Now } } : key);
        }

        var seen = new List<string>();
        var query = new KeyQuery { Limit = 10, Now = Now };
        while (await store.Keys.ListAsync(query, Stop) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(key => key.Caller.Name));
            query = query with { AfterId = page[^1].Id };
        }

        seen.Count.ShouldBe(25);
        seen.Distinct(StringComparer.Ordinal).Count().ShouldBe(25);
        (await store.Keys.ListAsync(new KeyQuery { Org = "odd", Now = Now }, Stop)).Count.ShouldBe(12);
        (await store.Keys.ListAsync(new KeyQuery { Name = "k%", Now = Now }, Stop)).ShouldBeEmpty();
        (await store.Keys.ListAsync(new KeyQuery { Status = KeyStatus.Disabled, Now = Now }, Stop)).Single().Caller.Name.ShouldBe("k3");
        (await store.Keys.ListAsync(new KeyQuery { Status = KeyStatus.Expired, Now = Now }, Stop)).Single().Caller.Name.ShouldBe("k4");
        (await store.Keys.ListAsync(new KeyQuery { Status = KeyStatus.Active, Now = Now }, Stop)).Count.ShouldBe(23);
    }

    [Theory]
    [InlineData("' OR '1'='1")]
    [InlineData("x'; DROP TABLE keys; --")]
    [InlineData("%_\"")]
    public async Task Texts_are_data_and_never_statements(string text)
    {
        await using var store = await OpenAsync();
        var key = await InsertAsync(store, Key(text, org: text));
        (await store.Keys.ListAsync(new KeyQuery { Name = text, Org = text, AfterId = "'", Now = Now }, Stop)).Single().Id.ShouldBe(key.Id);
        (await store.Keys.FindAsync(text, Stop)).ShouldBeNull();
        (await store.Audit.ListAsync(new AuditQuery { Org = text, Target = text }, Stop)).ShouldBeEmpty();
        (await store.Secrets.FindAsync(text, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_secret_is_put_only_upon_the_version_before_and_under_the_key_that_the_store_seals_with()
    {
        await using var store = await OpenAsync();
        var (one, two) = (MasterKey.Generate(), MasterKey.Generate());
        (await store.SetSealingKeyAsync(null, one.Id, Stop)).ShouldBeTrue();
        (await store.SetSealingKeyAsync(null, two.Id, Stop)).ShouldBeFalse();
        (await store.Secrets.PutAsync(SealedRow.Seal(one, "p", 1, "s"u8, Now), null, Stop)).ShouldBeTrue();
        (await store.Secrets.PutAsync(SealedRow.Seal(one, "p", 1, "s"u8, Now), null, Stop)).ShouldBeFalse();
        (await store.Secrets.PutAsync(SealedRow.Seal(two, "p", 2, "s"u8, Now), null, Stop)).ShouldBeFalse();
        (await store.Secrets.PutAsync(SealedRow.Seal(one, "p", 2, "t"u8, Now), null, Stop)).ShouldBeTrue();
        (await store.Secrets.FindAsync("p", Stop))!.Open(one).ShouldBe("t"u8.ToArray());
        (await store.Secrets.ListAsync("", 10, Stop)).ShouldBe(["p"]);
        (await store.Secrets.NotUnderAsync(two.Id, 10, Stop)).Count.ShouldBe(1);
        (await store.Secrets.DeleteAsync("p", null, Stop)).ShouldBeTrue();
        (await store.Secrets.DeleteAsync("p", null, Stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_audit_trail_pages_backwards_and_filters()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 30; i++)
        {
            await store.Audit.AppendAsync(Actor.Entry(Now.AddMinutes(i), i % 3 == 0 ? "key.create" : "key.update", $"key_{i}", "o", null, "{}"), Stop);
        }

        var first = await store.Audit.ListAsync(new AuditQuery { Limit = 20 }, Stop);
        first.Select(entry => entry.Target).ShouldBe(Enumerable.Range(10, 20).Reverse().Select(i => $"key_{i}"));
        var second = await store.Audit.ListAsync(new AuditQuery { Limit = 20, BeforeId = first[^1].Id }, Stop);
        second.Count.ShouldBe(10);
        (await store.Audit.ListAsync(new AuditQuery { Action = "key.create" }, Stop)).Count.ShouldBe(10);
        (await store.Audit.ListAsync(new AuditQuery { From = Now.AddMinutes(28), To = Now.AddMinutes(29) }, Stop)).Single().Target.ShouldBe("key_28");
        (await store.Audit.ListAsync(new AuditQuery { Target = "key_7" }, Stop)).Single().At.ShouldBe(Now.AddMinutes(7));
    }

    [Fact]
    public async Task Concurrent_changes_all_count()
    {
        await using var store = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await InsertAsync(store, Key($"{worker}-{i}"));
            }
        })));
        var changes = await store.Keys.ChangesAsync(0, Stop);
        changes.Keys.Count.ShouldBe(80);
        changes.Revision.ShouldBe(80);
        changes.Keys.Select(key => key.Revision).Distinct().Count().ShouldBe(80);
        (await store.Audit.ListAsync(new AuditQuery { Limit = 1000 }, Stop)).Count.ShouldBe(80);
    }

    private protected static StoredKey Key(string name, string org = "default")
    {
        var secret = KeySecret.Generate();
        return new StoredKey
        {
            Caller = new StoredCaller { Id = KeySecret.NewId(Now), Name = name, Org = org, Hash = KeyHash.Of(secret) },
            Hint = KeySecret.HintOf(secret),
            CreatedAt = Now,
            ChangedAt = Now,
        };
    }

    private protected static Task<StoredKey> InsertAsync(IControlStore store, StoredKey key) => store.Keys.InsertAsync(key, Audit(key), Stop);

    private protected static AuditEntry Audit(StoredKey key) => Actor.Entry(Now, "key.create", key.Id, key.Caller.Org, null, "{}");
}
