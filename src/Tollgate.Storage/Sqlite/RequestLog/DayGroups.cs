using System.Runtime.InteropServices;
using System.Text;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>The writer's side of a day's rollup: which group a row belongs to, and what the batch at hand adds to each.</summary>
internal sealed class DayGroups
{
    /// <summary>Bits of a group's number within its hour.</summary>
    public const int NumberBits = 24;

    public const string Columns = "key, org, team, user, app, provider, model, surface, status, error";
    public const string SumColumns = "requests, errors, unpriced, input, cached, cache_write, output, reasoning, cost, duration, ttft, ttft_count";

    /// <summary>Beyond this many times the bound every text of a new group is <c>other</c>.</summary>
    private const int LastResort = 4;

    /// <summary>Hours whose groups are known by heart; a day is mostly written at one place.</summary>
    private const int HoursKept = 3;

    private readonly Dictionary<Dims, int>?[] _hours = new Dictionary<Dims, int>?[LogDay.Hours];
    private readonly Dictionary<long, Pending> _pending = [];
    private readonly List<int> _recent = [];
    private readonly RawStatement _upsert;
    private readonly RawStatement _load;
    private readonly int _most;

    public DayGroups(RawDatabase database, int most)
    {
        _most = most;
        _load = database.Prepare($"SELECT id, {Columns} FROM groups WHERE id >= ?1 AND id < ?2");
        var sql = new StringBuilder($"INSERT INTO groups (id, {Columns}, minutes, {SumColumns}) VALUES (");
        sql.AppendJoin(", ", Enumerable.Range(1, 2 + Dims.Count + Sums.Count).Select(i => $"?{i}"));
        sql.Append(") ON CONFLICT (id) DO UPDATE SET minutes = minutes | excluded.minutes");
        foreach (var column in SumColumns.Split(", "))
        {
            sql.Append($", {column} = {column} + excluded.{column}");
        }

        _upsert = database.Prepare(sql.ToString());
    }

    public static long FirstOf(int hour) => (long)hour << NumberBits;

    public static int HourOf(long group) => (int)(group >> NumberBits);

    /// <summary>The group of these dimensions, made if need be; <paramref name="folded"/> when it says <c>other</c> for some of them.</summary>
    public long Find(int hour, Dims dims, out bool folded)
    {
        var known = Known(hour);
        folded = ((ReadOnlySpan<int>)dims)[..Dims.Texts].Contains(GroupSource.Other);
        if (known.TryGetValue(dims, out var number))
        {
            return FirstOf(hour) | (uint)number;
        }

        if (known.Count >= _most)
        {
            folded = true;
            Fold(ref dims, everything: known.Count >= (long)_most * LastResort);
            if (known.TryGetValue(dims, out number))
            {
                return FirstOf(hour) | (uint)number;
            }
        }

        number = known.Count;
        known.Add(dims, number);
        var id = FirstOf(hour) | (uint)number;
        _pending.Add(id, new Pending { Dims = dims });
        return id;
    }

    public void Add(long group, ref readonly Dims dims, int minute, ref readonly Sums sums)
    {
        ref var pending = ref At(group, in dims);
        pending.Minutes |= 1L << minute;
        pending.Sums.Add(in sums);
    }

    public void Subtract(long group, ref readonly Sums sums)
    {
        var unknown = default(Dims);
        At(group, in unknown).Sums.Subtract(in sums);
    }

    /// <summary>Writes what the batch added, in its transaction.</summary>
    public void Flush()
    {
        foreach (var (id, pending) in _pending)
        {
            var parameter = 1;
            _upsert.Bind(parameter++, id);
            foreach (var dim in pending.Dims)
            {
                _upsert.Bind(parameter++, dim);
            }

            _upsert.Bind(parameter++, pending.Minutes);
            foreach (var sum in pending.Sums)
            {
                _upsert.Bind(parameter++, sum);
            }

            _upsert.Execute();
        }

        _pending.Clear();
        while (_recent.Count > HoursKept)
        {
            _hours[_recent[0]] = null;
            _recent.RemoveAt(0);
        }
    }

    private static void Fold(ref Dims dims, bool everything)
    {
        if (everything)
        {
            ((Span<int>)dims)[..Dims.Texts].Fill(GroupSource.Other);
            return;
        }

        dims[(int)Tollgate.Control.RequestLog.StatsDimension.User] = GroupSource.Other;
        dims[(int)Tollgate.Control.RequestLog.StatsDimension.App] = GroupSource.Other;
        dims[(int)Tollgate.Control.RequestLog.StatsDimension.Model] = GroupSource.Other;
    }

    private ref Pending At(long group, ref readonly Dims dims)
    {
        ref var pending = ref CollectionsMarshal.GetValueRefOrAddDefault(_pending, group, out var there);
        if (!there)
        {
            // A group that is in the file already keeps its dimensions: these are for an insert that does not happen.
            pending = new Pending { Dims = dims };
        }

        return ref pending!;
    }

    private Dictionary<Dims, int> Known(int hour)
    {
        if (_hours[hour] is { } known)
        {
            return known;
        }

        known = [];
        _load.Bind(1, FirstOf(hour));
        _load.Bind(2, FirstOf(hour + 1));
        while (_load.Step())
        {
            var dims = default(Dims);
            for (var i = 0; i < Dims.Count; i++)
            {
                dims[i] = _load.Int(i + 1);
            }

            known.Add(dims, (int)(_load.Long(0) - FirstOf(hour)));
        }

        _load.Reset();
        _hours[hour] = known;
        _recent.Add(hour);
        return known;
    }

    private sealed class Pending
    {
        public Dims Dims;
        public long Minutes;
        public Sums Sums;
    }
}
