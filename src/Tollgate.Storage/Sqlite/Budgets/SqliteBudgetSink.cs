using Microsoft.Data.Sqlite;
using Tollgate.Admission.Budgets;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Sqlite.Control;

namespace Tollgate.Storage.Sqlite.Budgets;

/// <summary>
/// Keeps what is spent of budgets. Sums, which records are in them, and thresholds reached are one transaction, so that a record is counted once however
/// often it comes, and an alert is raised once.
/// </summary>
/// <param name="file">Where it is kept.</param>
/// <param name="table">What is counted, in memory. What other processes spent is added to it here; what this one did it knows.</param>
/// <param name="isOwn">Whether a record was written by this process.</param>
internal sealed class SqliteBudgetSink(BudgetFile file, BudgetTable table, Func<RecordId, bool> isOwn) : IRecordSink
{
    private const int MaxRemembered = 100_000;
    private static readonly TimeSpan BetweenPrunes = TimeSpan.FromHours(1);

    /// <summary>Sums of past periods stay this long.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    private readonly Dictionary<BudgetCell, (long All, long Foreign)> _deltas = [];
    private readonly HashSet<(string Budget, string Subject, long From, int Percent)> _reached = [];
    private RecordStreams? _streams;
    private long _prunedUnixMs;
    private bool _isLoaded;

    public string Name => "budgets";

    /// <summary>Tells the table what is known, and whoever listens what a process before may not have told. More calls do nothing.</summary>
    public void Load()
    {
        if (_isLoaded) { return; }
        var now = table.NowUnixMs;
        table.Gateway = file.Gateway();
        foreach (var row in file.Rows(now - Days(4), now - Days(35)))
        {
            table.Meter(row.Meter)?.Restore(row.Subject, row.Name).CellAt(row.FromUnixMs).Add(row.NanoUsd);
        }

        _isLoaded = true;
        Tell(file.Untold());
    }

    public Task WriteAsync(RecordBatch batch, CancellationToken stop)
    {
        if (table.Active.Length > 0)
        {
            Tell(Count(batch.Entries));
            Prune();
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }

    private static long Days(int days) => (long)TimeSpan.FromDays(days).TotalMilliseconds;

    private List<BudgetAlert> Count(IReadOnlyList<RequestEntry> entries)
    {
        _deltas.Clear();
        var streams = _streams;
        try
        {
            var alerts = file.Write(connection =>
            {
                streams ??= RecordStreams.Load(connection);
                foreach (var entry in entries) { Take(connection, streams, entry); }
                streams.Save(connection);
                var reached = new List<BudgetAlert>();
                foreach (var (cell, (delta, _)) in _deltas)
                {
                    var total = Add(connection, cell, delta);
                    Reach(connection, cell, total + cell.SpentByAll - cell.Spent, reached);
                }

                return reached;
            });
            streams!.Accept();
            _streams = streams;
            foreach (var (cell, (_, foreign)) in _deltas) { cell.Add(foreign); }
            return alerts;
        }
        catch
        {
            streams?.Refuse();
            _reached.Clear();
            throw;
        }
    }

    private void Take(SqliteConnection connection, RecordStreams streams, RequestEntry entry)
    {
        if (!streams.TryTake(connection, entry)) { return; }
        var cost = entry.Cost.State == PriceState.Priced ? entry.Cost.NanoUsd : 0;
        var delta = entry.Revision == 0 ? cost : cost - (entry.AmendedNanoUsd ?? cost);
        if (delta == 0) { return; }
        foreach (var meter in table.Active)
        {
            if (BudgetSubjects.Of(meter, entry) is not { } subject) { continue; }
            var cell = subject.CellAt(entry.Id.UnixMilliseconds);
            var (all, foreign) = _deltas.GetValueOrDefault(cell);
            var isKnown = isOwn(entry.Id) && entry.Id.UnixMilliseconds >= meter.SinceUnixMs;
            _deltas[cell] = (all + delta, foreign + (isKnown ? 0 : delta));
        }
    }

    private static long Add(SqliteConnection connection, BudgetCell cell, long delta) => (long)connection.Scalar(
        """
        INSERT INTO spend (meter, subject, from_ms, name, nano_usd) VALUES (@meter, @subject, @from, @name, @delta)
        ON CONFLICT (meter, subject, from_ms) DO UPDATE SET nano_usd = nano_usd + excluded.nano_usd, name = excluded.name
        RETURNING nano_usd
        """,
        ("@meter", cell.Subject.Meter.Identity),
        ("@subject", cell.Subject.Id),
        ("@from", cell.Span.FromUnixMs),
        ("@name", cell.Subject.Name),
        ("@delta", delta))!;

    private void Reach(SqliteConnection connection, BudgetCell cell, long total, List<BudgetAlert> reached)
    {
        var subject = cell.Subject;
        foreach (var rule in subject.Terms.Rules)
        {
            foreach (var percent in rule.Config.Alerts)
            {
                var amount = rule.Config.LimitNanoUsd;
                if ((Int128)total * 100 < (Int128)amount * percent || !_reached.Add((rule.Name, subject.Id, cell.Span.FromUnixMs, percent))) { continue; }
                var alert = new BudgetAlert(
                    rule.Name, rule.Config.ScopeName, subject.Id, subject.Name, cell.Span.Label(subject.Meter.Period, subject.Meter.Zone), cell.Span.FromUnixMs, percent, total, amount, table.NowUnixMs);
                if (Insert(connection, alert)) { reached.Add(alert); }
            }
        }
    }

    private static bool Insert(SqliteConnection connection, BudgetAlert alert) => connection.Execute(
        """
        INSERT OR IGNORE INTO alerts (budget, scope, subject, name, period, from_ms, percent, spent, amount, at_ms)
        VALUES (@budget, @scope, @subject, @name, @period, @from, @percent, @spent, @amount, @at)
        """,
        ("@budget", alert.Budget),
        ("@scope", alert.Scope),
        ("@subject", alert.SubjectId),
        ("@name", alert.SubjectName),
        ("@period", alert.Period),
        ("@from", alert.FromUnixMs),
        ("@percent", alert.Percent),
        ("@spent", alert.SpentNanoUsd),
        ("@amount", alert.LimitNanoUsd),
        ("@at", alert.AtUnixMs)) == 1;

    /// <summary>A crash between telling and noting it makes the next process tell once more.</summary>
    private void Tell(IReadOnlyList<BudgetAlert> alerts)
    {
        if (alerts.Count == 0) { return; }
        foreach (var alert in alerts) { table.Alerts.Tell(alert); }
        file.Write(connection => connection.Execute("UPDATE alerts SET told = 1 WHERE told = 0"));
    }

    private void Prune()
    {
        if (_reached.Count > MaxRemembered) { _reached.Clear(); }
        var now = table.NowUnixMs;
        if (Math.Abs(now - _prunedUnixMs) < BetweenPrunes.TotalMilliseconds) { return; }
        _prunedUnixMs = now;
        table.Forget();
        file.Write(connection =>
        {
            _streams?.Prune(connection);
            connection.Execute("DELETE FROM spend WHERE from_ms < @before", ("@before", now - (long)Kept.TotalMilliseconds));
            return connection.Execute("DELETE FROM alerts WHERE at_ms < @before", ("@before", now - (long)Kept.TotalMilliseconds));
        });
    }
}
