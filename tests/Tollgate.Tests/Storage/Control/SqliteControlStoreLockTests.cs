using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Control.Audit;
using Tollgate.Control.Keys;
using Tollgate.Control.Store;
using Tollgate.Keys;
using Tollgate.Storage.Sqlite.Control;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.Control;

/// <summary>Another process holds the file's write lock: a backup, a shell, a program that hangs.</summary>
public sealed class SqliteControlStoreLockTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>One after another they would wait for two seconds each: five minutes for the last.</summary>
    [Fact]
    public async Task However_many_changes_wait_for_a_lock_none_waits_long_and_nothing_of_them_stays()
    {
        await using var store = await OpenAsync();
        var key = await store.Keys.InsertAsync(Key("before"), Audit(), Stop);
        using (Lock())
        {
            Func<Task>[] changes =
            [
                () => store.Keys.InsertAsync(Key("during"), Audit(), Stop),
                () => store.Keys.UpdateAsync(key with { RevokedAt = Now }, Audit(), Stop),
                () => store.Audit.AppendAsync(Audit(), Stop),
                () => store.Registry.SaveBeatsAsync([], Stop),
            ];
            var refused = await Task.WhenAll(Enumerable.Range(0, 150).Select(i => Task.Run(() => RefusedAsync(changes[i % changes.Length])))).WaitAsync(TimeSpan.FromSeconds(90), Stop);
            refused.ShouldAllBe(static kind => kind == StoreFaultKind.Unavailable);
            (await store.Keys.FindAsync(key.Id, Stop))!.RevokedAt.ShouldBeNull("reading goes on beside a writer");
        }

        (await store.Keys.ListAsync(new KeyQuery { Now = Now }, Stop)).Select(static found => found.Caller.Name).ShouldBe(["before"]);
        (await store.Audit.ListAsync(new AuditQuery(), Stop)).Count.ShouldBe(1);
        await store.Keys.InsertAsync(Key("after"), Audit(), Stop);
        (await store.Audit.ListAsync(new AuditQuery(), Stop)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_store_that_takes_no_changes_says_so_until_it_takes_them_again()
    {
        await using var store = await OpenAsync();
        (await store.LookAsync(Stop)).WriteProblem.ShouldBeNull();
        using (Lock())
        {
            (await store.LookAsync(Stop)).WriteProblem.ShouldBeNull("nobody has tried");
            (await RefusedAsync(() => store.Keys.InsertAsync(Key("a"), Audit(), Stop))).ShouldBe(StoreFaultKind.Unavailable);
            (await store.LookAsync(Stop)).WriteProblem.ShouldNotBeNull();
            (await store.LookAsync(Stop)).WriteProblem!.ShouldContain("locked");
        }

        (await store.LookAsync(Stop)).WriteProblem.ShouldBeNull("a look finds it out, without a change");
        await store.Keys.InsertAsync(Key("a"), Audit(), Stop);
    }

    private static async Task<StoreFaultKind?> RefusedAsync(Func<Task> change)
    {
        try
        {
            await change();
            return null;
        }
        catch (ControlStoreException refused)
        {
            return refused.Kind;
        }
    }

    /// <summary>Until it is disposed of.</summary>
    private SqliteConnection Lock()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _folder.File("control.db"), Pooling = false }.ToString());
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }

    private async Task<SqliteControlStore> OpenAsync()
    {
        var store = new SqliteControlStore(_folder.File("control.db"));
        await store.MigrateAsync(Stop);
        return store;
    }

    private static AuditEntry Audit() => new AuditActor("admin-key", null).Entry(Now, "key.create", "key_x", "default", null, "{}");

    private static StoredKey Key(string name) => new()
    {
        Caller = new StoredCaller { Id = KeySecret.NewId(Now), Name = name, Org = "default", Hash = KeyHash.Of(KeySecret.Generate()), Models = ["*"] },
        Hint = "abcd",
        CreatedAt = Now,
        ChangedAt = Now,
    };
}
