using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Keys;
using Tollgate.Tests.Listening;
using Xunit;

namespace Tollgate.Tests.Control.Keys;

[Trait("Category", "Nightly")]
public sealed class ManyKeysTests(ITestOutputHelper output)
{
    private const int Count = 100_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_thousand_keys_load_within_seconds_and_a_change_serves_within_one()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        Seed(rig);
        await using var feed = rig.Feed();
        using var served = new KeyTablesRig();
        await feed.PublishToAsync(served.Tables.Apply, Stop);
        var load = await TimeAsync("load, publish, snapshot", () => feed.LookAsync(Stop));
        served.Keys.Count.ShouldBe(Count);
        var (_, secret) = await rig.MakeAsync("one more");
        var change = await TimeAsync("one change", () => feed.LookAsync(Stop));
        served.Keys.Find(KeyHash.Of(secret))!.Name.ShouldBe("one more");
        await using var after = rig.Feed();
        var snapshot = await TimeAsync("snapshot read", () => Task.Run(after.LoadSnapshot, Stop));
        output.WriteLine($"snapshot: {new FileInfo(rig.SnapshotPath).Length / 1024 / 1024} MiB");
        after.Known.Count.ShouldBeGreaterThanOrEqualTo(Count);
        load.ShouldBeLessThan(TimeSpan.FromSeconds(6));
        change.ShouldBeLessThan(TimeSpan.FromSeconds(3));
        snapshot.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    /// <summary>Processor time: on a machine with other work the clock on the wall says little.</summary>
    private async Task<TimeSpan> TimeAsync(string what, Func<Task> run)
    {
        var (wall, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await run();
        var used = Environment.CpuUsage.TotalTime - cpu;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {used.TotalMilliseconds:0} ms of processor, {Stopwatch.GetElapsedTime(wall).TotalMilliseconds:0} ms"));
        return used;
    }

    private static void Seed(KeyStoreRig rig)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(rig.Folder, "control.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $$"""
            BEGIN IMMEDIATE;
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{Count}})
            INSERT INTO keys (id, revision, name, org, team, user, hash, hint, models, labels, enabled, passthrough, capture_content, created_at, changed_at)
            SELECT printf('key_%026d', i), i, 'key ' || i, 'org ' || (i % 100), 'team ' || (i % 1000), '', randomblob(32), 'abcd', '["gpt-*","o1"]', '{}', 1, 0, 0, 0, 0 FROM n;
            UPDATE counters SET value = {{Count}} WHERE name = 'keys_revision';
            COMMIT;
            """;
        command.ExecuteNonQuery();
    }
}
