using System.Globalization;
using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Admission.Budgets;
using Tollgate.Configuration;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Sqlite.Budgets;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.Budgets;

public sealed class SqliteBudgetSinkTests
{
    private static readonly BudgetConfig PerKey = new() { Scope = LimitScope.Key, LimitNanoUsd = 1_000 };

    [Fact]
    public void A_record_that_comes_again_is_counted_once()
    {
        using var folder = new TempFolder();
        using var life = new Life(folder, process: 1, PerKey);

        life.Give(life.Entry(1, 100), life.Entry(2, 50));
        life.Give(life.Entry(2, 50), life.Entry(3, 7));
        life.Give(life.Entry(1, 100), life.Entry(2, 50), life.Entry(3, 7));

        life.Stored("dev").ShouldBe(157);
    }

    [Fact]
    public void An_amendment_corrects_the_sum_once_whenever_it_comes()
    {
        using var folder = new TempFolder();
        using var life = new Life(folder, process: 1, PerKey);

        life.Give(life.Amendment(1, was: 100, now: 40));
        life.Give(life.Entry(1, 100), life.Amendment(1, was: 100, now: 40));
        life.Give(life.Amendment(1, was: 100, now: 40));

        life.Stored("dev").ShouldBe(40);
    }

    [Fact]
    public void What_other_processes_spent_is_added_in_memory_and_what_this_one_did_is_known_there_already()
    {
        using var folder = new TempFolder();
        using var life = new Life(folder, process: 1, PerKey);

        life.Give(life.Entry(1, 100, process: 9), life.Entry(1, 50));

        life.Cell("dev").Spent.ShouldBe(100);
        life.Stored("dev").ShouldBe(150);
    }

    [Fact]
    public void Each_threshold_is_told_once_in_a_period_also_after_a_restart_and_again_in_the_next()
    {
        using var folder = new TempFolder();
        var told = new List<string>();
        using (var first = new Life(folder, process: 1, PerKey))
        {
            first.Table.Alerts.Subscribe(alert => told.Add(Say(alert)));
            first.Give(first.Entry(1, 499));
            told.ShouldBeEmpty();
            first.Give(first.Entry(2, 1), first.Entry(3, 100));
            first.Give(first.Entry(4, 250));
        }

        using var second = new Life(folder, process: 2, PerKey);
        second.Table.Alerts.Subscribe(alert => told.Add(Say(alert)));
        second.Give(second.Entry(4, 250, process: 1), second.Entry(1, 149));
        second.Give(second.Entry(2, 1), second.Entry(3, 500));
        told.ShouldBe(["dev 2026-01 50%", "dev 2026-01 80%", "dev 2026-01 100%"]);

        second.Time.Advance(TimeSpan.FromDays(31));
        second.Give(second.Entry(5, 600));

        told.Count.ShouldBe(4);
        told[^1].ShouldBe("dev 2026-02 50%");
        second.File.Alerts(10).Count.ShouldBe(4);
        second.File.Untold().ShouldBeEmpty();
    }

    [Fact]
    public void An_alert_that_a_crash_kept_from_being_told_is_told_by_the_next_process()
    {
        using var folder = new TempFolder();
        using (var first = new Life(folder, process: 1, PerKey))
        {
            first.Give(first.Entry(1, 500));
            first.File.Write(static connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "UPDATE alerts SET told = 0";
                return command.ExecuteNonQuery();
            });
        }

        var told = new List<string>();
        using var second = new Life(folder, process: 2, PerKey, load: false);
        second.Table.Alerts.Subscribe(alert => told.Add(Say(alert)));
        second.Sink.Load();
        second.Sink.Load();

        told.ShouldBe(["dev 2026-01 50%"]);
        second.Cell("dev").Spent.ShouldBe(500);
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_sums_and_memory_as_they_were()
    {
        using var folder = new TempFolder();
        using var life = new Life(folder, process: 1, PerKey);
        life.Give(life.Entry(1, 10));
        using (var other = new SqliteConnection($"Data Source={folder.File(BudgetFile.FileName)};Pooling=False"))
        {
            other.Open();
            using var transaction = other.BeginTransaction();
            Should.Throw<SinkException>(() => life.Give(life.Entry(2, 20), life.Entry(7, 30, process: 9)));
        }

        life.Cell("dev").Spent.ShouldBe(0);
        life.Give(life.Entry(2, 20), life.Entry(7, 30, process: 9));
        life.Stored("dev").ShouldBe(60);
        life.Cell("dev").Spent.ShouldBe(30);
    }

    [Fact]
    public void A_budget_of_a_running_gateway_counts_what_began_before_it_when_its_record_is_stored()
    {
        using var folder = new TempFolder();
        using var life = new Life(folder, process: 1);
        life.Time.Advance(TimeSpan.FromMinutes(1));
        life.Table.Apply([PerKey]);

        life.Give(life.Entry(1, 100, agoMs: 30_000), life.Entry(2, 50));

        life.Cell("dev").Spent.ShouldBe(100, "the other was charged when it was settled");
        life.Stored("dev").ShouldBe(150);
    }

    /// <summary>Requests, deliveries, failures and crashes at random against the sum of a list.</summary>
    [Fact]
    public void Whatever_is_delivered_again_or_cut_off_the_sums_are_those_of_the_records()
    {
        for (var seed = 0; seed < 60; seed++) { RunLives(new Random(seed), seed); }
    }

    private static void RunLives(Random random, int seed)
    {
        using var folder = new TempFolder();
        var journal = new List<RequestEntry>();
        var given = 0;
        var say = string.Create(CultureInfo.InvariantCulture, $"seed {seed}");
        for (var process = 1; process <= 4; process++)
        {
            using var life = new Life(folder, process, PerKey, PerKey with { Scope = LimitScope.Org, Period = BudgetPeriod.Day });
            if (random.Next(2) == 0) { given = Deliver(life, journal, given, journal.Count, random); } // known before the first request
            uint count = 0;
            for (var step = random.Next(5, 40); step > 0; step--)
            {
                if (random.Next(3) > 0)
                {
                    var cost = random.Next(0, 100);
                    journal.Add(life.Entry(++count, cost, key: random.Next(2) == 0 ? "dev" : "ops"));
                    life.Charge(journal[^1], cost);
                    if (random.Next(6) == 0)
                    {
                        journal.Add(life.Amendment(count, cost, cost / 2, journal[^1].Key));
                        life.Charge(journal[^1], (cost / 2) - cost);
                    }
                }
                else
                {
                    given = Deliver(life, journal, given, Math.Min(journal.Count, given + random.Next(1, 12)), random);
                }
            }

            if (process < 4 && random.Next(3) > 0) { continue; } // killed: memory is gone, the journal and the file are not
            given = Deliver(life, journal, given, journal.Count, random);
            foreach (var key in (string[])["dev", "ops"])
            {
                var sum = journal.Where(entry => entry.Key == key).Sum(entry => entry.Cost.NanoUsd - (entry.AmendedNanoUsd ?? 0));
                life.Stored(key).ShouldBe(sum, say);
                life.Cell(key).Spent.ShouldBe(sum, say);
            }
        }
    }

    /// <summary>Gives records up to a point: in batches, sometimes twice, and sometimes with two neighbours' order exchanged.</summary>
    private static int Deliver(Life life, List<RequestEntry> journal, int from, int to, Random random)
    {
        while (from < to)
        {
            var next = Math.Min(to, from + random.Next(1, 8));
            var batch = journal[from..next];
            if (random.Next(3) == 0) { batch.Reverse(); }
            life.Give([.. batch]);
            if (random.Next(4) > 0) { from = next; } // else: stored, and a crash kept the place from being written down
        }

        return from;
    }

    private static string Say(BudgetAlert alert) => string.Create(CultureInfo.InvariantCulture, $"{alert.SubjectName} {alert.Period} {alert.Percent}%");

    /// <summary>One process's life over a file.</summary>
    private sealed class Life : IDisposable
    {
        private readonly int _process;

        public Life(TempFolder folder, int process, params BudgetConfig[] budgets)
            : this(folder, process, budgets, load: true)
        {
        }

        public Life(TempFolder folder, int process, BudgetConfig budget, bool load)
            : this(folder, process, [budget], load)
        {
        }

        private Life(TempFolder folder, int process, BudgetConfig[] budgets, bool load)
        {
            _process = process;
            Table = new BudgetTable(Time);
            Table.Apply(budgets);
            File = BudgetFile.Open(folder.File(BudgetFile.FileName));
            Sink = new SqliteBudgetSink(File, Table, id => (int)(id.High & 0xFFFF) == _process);
            if (load) { Sink.Load(); }
        }

        public ManualTimeProvider Time { get; } = new();

        public BudgetTable Table { get; }

        public BudgetFile File { get; }

        public SqliteBudgetSink Sink { get; }

        public RequestEntry Entry(uint count, long cost, int? process = null, string key = "dev", long agoMs = 0) => new()
        {
            Id = new RecordId(((ulong)(Table.NowUnixMs - agoMs) << 16) | (uint)(process ?? _process), count), Key = key, Org = "default", Cost = new Cost(cost, PriceState.Priced),
        };

        public RequestEntry Amendment(uint count, long was, long now, string key = "dev") => Entry(count, now, key: key) with { Revision = 1, AmendedNanoUsd = was };

        public void Give(params RequestEntry[] entries) => Sink.WriteAsync(new RecordBatch(entries, []), CancellationToken.None).GetAwaiter().GetResult();

        /// <summary>As the path does when the request is settled.</summary>
        public void Charge(RequestEntry entry, long delta)
        {
            foreach (var meter in Table.Active) { BudgetSubjects.Of(meter, entry)!.CellAt(entry.Id.UnixMilliseconds).Settle(0, delta); }
        }

        public BudgetCell Cell(string key) => Table.Active[0].Find(key, key)!.CellAt(Table.NowUnixMs);

        public long Stored(string key) => File.Rows(0, 0).Where(row => row.Subject == key).Sum(row => row.NanoUsd);

        public void Dispose() => File.Dispose();
    }
}
