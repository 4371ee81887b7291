using Shouldly;
using Tollgate.Control.RequestLog;
using Tollgate.Recording.Journal;
using Tollgate.Storage;
using Tollgate.Storage.Health;
using Tollgate.Storage.Postgres;
using Tollgate.TestSupport;
using Tollgate.Tests.Storage.RequestLog;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

[Collection("postgres")]
public sealed class PostgresFaultTests(PostgresServer server) : RemoteStoreFaultContract
{
    private string _database = "";

    private protected override ServerProcess Server => server;

    private protected override string RightPassword => PostgresServer.Password;

    [Fact]
    public async Task A_full_disk_takes_nothing_and_everything_after_it()
    {
        var first = Batch(100, seed: 1);
        await Store.WriteAsync(first, CancellationToken.None);

        // What the server says when a file cannot grow, raised at the last step of the transaction.
        (await server.SqlAsync(_database, """
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON request_days EXECUTE FUNCTION full_disk()
            """)).ShouldBe("");
        var second = Batch(100, seed: 2);
        var failure = await Should.ThrowAsync<StoreException>(() => Store.WriteAsync(second, CancellationToken.None));
        failure.Fault.ShouldBe(StoreFault.Full);
        await HoldsAsync(first);
        (await server.SqlAsync(_database, "DROP TRIGGER full_disk ON request_days")).ShouldBe("");
        await Store.WriteAsync(second, CancellationToken.None);
        await HoldsAsync(first, second);
    }

    [Fact]
    public async Task Replicas_that_write_the_same_records_at_once_count_them_once()
    {
        await using var other = Open(server.Port, RightPassword);
        await using var third = Open(server.Port, RightPassword);
        var batches = Enumerable.Range(0, 12).Select(i => Batch(150, seed: i % 4)).ToArray();
        var revised = batches.Select(batch => new RecordBatch([.. batch.Entries.Select(entry => entry with { Revision = 1, Status = 499 })], [])).ToArray();
        await Task.WhenAll(
            WriteAllAsync(Store, batches.Concat(revised)), WriteAllAsync(other, revised.Reverse().Concat(batches)), WriteAllAsync(third, batches.Concat(revised).Reverse()));
        await HoldsAsync(batches);

        async Task WriteAllAsync(IRemoteStore store, IEnumerable<RecordBatch> all)
        {
            foreach (var batch in all)
            {
                await store.WriteAsync(batch, CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task Days_that_are_over_are_dropped_and_their_late_records_with_them()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var log = new PostgresRequestLog(PostgresDatabase.Url(_database, server.Port), PatientOptions.Default with { RetentionDays = 7 }, time);
        var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var old = SampleEntries.At(today.AddDays(-7).AddHours(3));
        var kept = SampleEntries.At(today.AddDays(-6).AddHours(3));
        await log.WriteAsync(new RecordBatch([old, kept], []), CancellationToken.None);
        await log.MaintainAsync(CancellationToken.None);
        (await log.FindAsync(old.Id, CancellationToken.None)).ShouldNotBeNull();

        time.Advance(TimeSpan.FromDays(1));
        await log.MaintainAsync(CancellationToken.None);
        (await log.FindAsync(old.Id, CancellationToken.None)).ShouldBeNull();
        (await log.FindAsync(kept.Id, CancellationToken.None)).ShouldBe(kept);

        // Another replica, which knows nothing of it yet, is told by the database.
        await Store.WriteAsync(new RecordBatch([old, kept], []), CancellationToken.None);
        ((PostgresRequestLog)Store).TooLate.ShouldBe(1);
        (await log.FindAsync(old.Id, CancellationToken.None)).ShouldBeNull();

        // Totals stay, and still count it once.
        var whole = new RequestFilter { From = today.AddDays(-10), To = today.AddDays(1) };
        (await log.StatsAsync(new StatsQuery(whole, StatsInterval.All, []), CancellationToken.None)).Total.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_client_that_invents_names_does_not_make_the_totals_as_large_as_the_rows()
    {
        await using var log = new PostgresRequestLog(PostgresDatabase.Url(_database, server.Port), PatientOptions.Default with { MaxGroupsPerHour = 10 }, new ManualTimeProvider(DateTimeOffset.UtcNow));
        var hour = new DateTimeOffset(DateTimeOffset.UtcNow.UtcDateTime.Date, TimeSpan.Zero).AddHours(-3);
        var entries = Enumerable.Range(0, 100).Select(i => SampleEntries.At(hour.AddSeconds(i), (uint)i) with { App = $"app-{i}" }).ToList();
        await log.WriteAsync(new RecordBatch(entries, []), CancellationToken.None);
        log.GroupOverflows.ShouldBe(90);
        var filter = new RequestFilter { From = hour, To = hour.AddHours(1) };
        var stats = await log.StatsAsync(new StatsQuery(filter, StatsInterval.All, [StatsDimension.App]), CancellationToken.None);
        stats.Rows.Count.ShouldBe(11);
        stats.Rows[0].Group.ShouldBe(["(other)"]);
        stats.Total.Requests.ShouldBe(100);

        // The rows keep their own names, and are found by them; an amendment takes out of the totals what it put in.
        (await log.ListAsync(new RequestQuery(filter with { App = "app-77" }, 10), CancellationToken.None)).Items.ShouldBe([entries[77]]);
        await log.WriteAsync(new RecordBatch([.. entries.Select(entry => entry with { Revision = 1, Status = 499 })], []), CancellationToken.None);
        stats = await log.StatsAsync(new StatsQuery(filter, StatsInterval.All, [StatsDimension.Status]), CancellationToken.None);
        stats.Rows.Select(row => (row.Group[0], row.Totals.Requests)).ShouldBe([("499", 100L)]);
    }

    [Fact]
    public async Task A_question_that_takes_longer_than_its_limit_is_ended_by_the_server()
    {
        await Store.WriteAsync(Batch(10, seed: 8), CancellationToken.None);
        var options = PatientOptions.Default with { QuestionLimit = TimeSpan.FromMilliseconds(100) };
        await using var log = new PostgresRequestLog(PostgresDatabase.Url(_database, server.Port), options, new ManualTimeProvider(DateTimeOffset.UtcNow));
        var held = server.SqlAsync(_database, "BEGIN; LOCK TABLE requests; SELECT pg_sleep(60)");
        var failure = new StoreException(StoreFault.Other, "");
        (await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    await log.ListAsync(new RequestQuery(new RequestFilter { From = Now.AddDays(-1), To = Now.AddDays(1) }, 10), CancellationToken.None);
                    return false;
                }
                catch (StoreException late)
                {
                    failure = late;
                    return true;
                }
            },
            TimeSpan.FromSeconds(30))).ShouldBeTrue();
        failure.Fault.ShouldBe(StoreFault.Timeout);
        held.IsCompleted.ShouldBeFalse("the table is free again");
        (await Eventually.BecomesTrueAsync(
            async () =>
            {
                await server.SqlAsync("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()");
                return held.IsCompleted;
            },
            TimeSpan.FromSeconds(30))).ShouldBeTrue();
    }

    [Fact]
    public async Task Text_that_no_postgres_can_hold_does_not_hold_up_the_rest()
    {
        var entry = SampleEntries.At(DateTimeOffset.UtcNow) with { App = "a\0b", Model = "half \ud83d", Path = "\udc00/x" };
        await Store.WriteAsync(new RecordBatch([entry], [new(entry.Id, "\0", "\ud800", ["\0x"], false)]), CancellationToken.None);
        var log = (PostgresRequestLog)Store;
        var found = await log.FindAsync(entry.Id, CancellationToken.None);
        found.ShouldBe(entry with { App = "a\ufffdb", Model = "half \ufffd", Path = "\ufffd/x" });
        (await log.FindContentAsync(entry.Id, CancellationToken.None))!.Chunks.ShouldBe(["\ufffdx"]);
    }

    private protected override async Task PrepareAsync() => _database = await PostgresDatabase.CreateAsync(server);

    private protected override IRemoteStore Open(int port, string password) =>
        new PostgresRequestLog(PostgresDatabase.Url(_database, port, password), PatientOptions.Default, TimeProvider.System);

    private protected override async Task<(long Requests, long TokensIn)> CountAsync()
    {
        await using var log = new PostgresRequestLog(PostgresDatabase.Url(_database, server.Port), PatientOptions.Default, new ManualTimeProvider(DateTimeOffset.UtcNow));
        return await LogCounts.OfAsync(log);
    }
}
