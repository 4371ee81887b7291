using Shouldly;
using Tollgate.Control.Audit;
using Tollgate.Recording;
using Tollgate.Storage.Sqlite.Control;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Control.Audit;

public sealed class AuditRetentionTests : IAsyncDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly TempFolder _folder = new();
    private readonly LogWriter _writer = new(Stream.Null);
    private readonly ManualTimeProvider _time = new();
    private readonly SqliteControlStore _store;

    public AuditRetentionTests() => _store = new SqliteControlStore(_folder.File("control.db"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_too_old_goes_however_much_it_is_and_the_rest_stays()
    {
        await _store.MigrateAsync(Stop);
        await using var retention = Retention();
        for (var i = 0; i < AuditRetention.Batch + 5; i++)
        {
            await AppendAsync("old");
        }

        _time.Advance(Kept);
        await AppendAsync("young");
        await retention.PruneAsync(Stop);
        retention.Removed.ShouldBe(0, "to the moment it is not too old");

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await retention.PruneAsync(Stop);
        retention.Removed.ShouldBe(AuditRetention.Batch + 5);
        var left = await _store.Audit.ListAsync(new AuditQuery(), Stop);
        left.Select(static entry => entry.Action).ShouldBe(["audit.prune", "audit.prune", "young"]);
        left[1].Before!.ShouldContain("\"entries\":1000,\"before\":\"2026-01-01T00:00:00Z\"");
    }

    [Fact]
    public async Task It_goes_on_by_itself_also_after_the_store_failed()
    {
        await using var retention = Retention();
        retention.Start(); // there is no store yet
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromHours(1));
            return _time.Elapsed > TimeSpan.FromHours(5);
        });
        await _store.MigrateAsync(Stop);
        await AppendAsync("old");
        _time.Advance(Kept);
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromHours(1));
            return retention.Removed == 1;
        });
    }

    private AuditRetention Retention() => new(_store.Audit, Kept, new EventLog(_writer, _time), _time);

    private Task AppendAsync(string action) => _store.Audit.AppendAsync(new AuditActor("a", null).Entry(_time.GetUtcNow(), action, "t", "", null, null), Stop);
}
