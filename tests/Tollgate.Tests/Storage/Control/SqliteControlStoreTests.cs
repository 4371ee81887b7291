using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Control.Store;
using Tollgate.Storage.Migrations;
using Tollgate.Storage.Sqlite.Control;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.Control;

public sealed class SqliteControlStoreTests : ControlStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private int _made;

    private string Path => _folder.File("control.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Several_processes_that_start_at_once_migrate_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var store = new SqliteControlStore(Path);
            return await store.MigrateAsync(Stop);
        }));
        applied.Sum().ShouldBe(Migration.Of("Sqlite.Control").Count);
        Ask("PRAGMA journal_mode").ShouldBe("wal");
    }

    [Fact]
    public void A_step_that_is_cut_off_leaves_nothing_and_is_taken_again()
    {
        Migration[] broken = [new(1, "one", "CREATE TABLE a (x)"), new(2, "two", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)")];
        Should.Throw<ControlStoreException>(() => SqliteMigrator.Apply(Path, broken, Stop));
        Ask("PRAGMA user_version").ShouldBe(1L);
        Ask("SELECT count(*) FROM sqlite_master WHERE name = 'b'").ShouldBe(0L);
        Migration[] mended = [broken[0], new(2, "two", "CREATE TABLE b (x)")];
        SqliteMigrator.Apply(Path, mended, Stop).ShouldBe(1);
        SqliteMigrator.Apply(Path, mended, Stop).ShouldBe(0);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_named()
    {
        await (await OpenAsync()).DisposeAsync();
        Ask("PRAGMA user_version = 99", "control1.db");
        await using var store = new SqliteControlStore(_folder.File("control1.db"));
        var refused = await Should.ThrowAsync<ControlStoreException>(() => store.MigrateAsync(Stop));
        refused.Kind.ShouldBe(StoreFaultKind.Refused);
        refused.Message.ShouldContain("99");
    }

    [Fact]
    public async Task A_file_of_another_program_is_refused_and_left_alone()
    {
        File.WriteAllBytes(Path, []);
        Ask("CREATE TABLE theirs (x)");
        await using var store = new SqliteControlStore(Path);
        (await Should.ThrowAsync<ControlStoreException>(() => store.MigrateAsync(Stop))).Kind.ShouldBe(StoreFaultKind.Refused);
        Ask("SELECT count(*) FROM sqlite_master").ShouldBe(1L);
    }

    [Fact]
    public async Task The_audit_trail_cannot_be_edited_or_shortened()
    {
        await using var store = await OpenAsync();
        await InsertAsync(store, Key("a"));
        await store.Audit.PruneAsync(Now.AddDays(-1), 10, static _ => throw new InvalidOperationException("nothing is that old"), Stop);
        Should.Throw<SqliteException>(() => Ask("UPDATE audit SET actor = 'nobody'", "control1.db"));
        Should.Throw<SqliteException>(() => Ask("DELETE FROM audit", "control1.db"));
    }

    [Fact]
    public async Task Only_this_user_may_read_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var store = await OpenAsync();
        await InsertAsync(store, Key("a"));
        foreach (var file in Directory.GetFiles(_folder.Location, "control1.db*"))
        {
            (OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_store_that_is_gone_is_unavailable_and_not_made_anew()
    {
        await using var store = await OpenAsync();
        await store.LookAsync(Stop);
        foreach (var file in Directory.GetFiles(_folder.Location, "control1.db*"))
        {
            File.Delete(file);
        }

        (await Should.ThrowAsync<ControlStoreException>(() => store.LookAsync(Stop))).Kind.ShouldBe(StoreFaultKind.Unavailable);
        File.Exists(_folder.File("control1.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_store_of_another_installation_in_its_place_is_refused()
    {
        await using var store = await OpenAsync();
        await store.LookAsync(Stop);
        await (await OpenAsync()).DisposeAsync();
        foreach (var file in Directory.GetFiles(_folder.Location, "control1.db*"))
        {
            File.Delete(file);
        }

        File.Move(_folder.File("control2.db"), _folder.File("control1.db"));
        (await Should.ThrowAsync<ControlStoreException>(() => store.LookAsync(Stop))).Kind.ShouldBe(StoreFaultKind.Refused);
    }

    private protected override async Task<IControlStore> OpenAsync()
    {
        var store = new SqliteControlStore(_folder.File($"control{++_made}.db"));
        await store.MigrateAsync(Stop);
        return store;
    }

    private object? Ask(string sql, string file = "control.db")
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _folder.File(file), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
