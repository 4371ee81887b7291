using System.Runtime.InteropServices;
using Tollgate.Control.RequestLog;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Adds up what a question about totals asks for.</summary>
internal sealed class StatsVisitor(StatsQuery query) : IGroupVisitor
{
    private readonly Dictionary<(long Bucket, int First, int Second, int Third), Sums> _sums = [];
    private readonly int[] _by = [.. query.GroupBy.Select(dimension => (int)dimension)];
    private readonly DimensionTexts _texts = new();
    private GroupFilter? _filter;
    private Sums _total;

    /// <summary>Beginning of the day that is read, Unix milliseconds.</summary>
    public long DayStart { get; set; }

    /// <summary>Rows so far.</summary>
    public int Count => _sums.Count;

    public bool Begin(GroupSource source)
    {
        _texts.Begin(source);
        _filter = new GroupFilter(query.Filter, source);
        return !_filter.HasAbsentText;
    }

    public void Visit(ref readonly GroupRow row)
    {
        if (!_filter!.Matches(in row.Dims))
        {
            return;
        }

        _total.Add(in row.Sums);
        var bucket = query.Interval switch
        {
            StatsInterval.Hour => DayStart + (row.Hour * LogDay.HourMilliseconds),
            StatsInterval.Day => DayStart,
            _ => 0,
        };
        var key = (bucket, Part(in row.Dims, 0), Part(in row.Dims, 1), Part(in row.Dims, 2));
        CollectionsMarshal.GetValueRefOrAddDefault(_sums, key, out _).Add(in row.Sums);
    }

    public StatsTotals Total() => _total.ToTotals();

    /// <summary>The rows in order, cut at the limit.</summary>
    public List<StatsRow> Rows(DateTimeOffset from)
    {
        var rows = _sums.Where(pair => pair.Value[0] > 0).Select(pair => (
            Bucket: query.Interval is StatsInterval.All ? from : DateTimeOffset.FromUnixTimeMilliseconds(pair.Key.Bucket),
            Group: Group(pair.Key.First, pair.Key.Second, pair.Key.Third),
            Sums: pair.Value));
        return
        [
            .. rows.OrderBy(row => row.Bucket).ThenByDescending(row => row.Sums[0]).ThenBy(row => string.Join('\0', row.Group), StringComparer.Ordinal)
                .Take(query.MaxRows).Select(row => new StatsRow(row.Bucket, row.Group, row.Sums.ToTotals())),
        ];
    }

    private int Part(ref readonly Dims dims, int index) => index < _by.Length ? _texts.Number(_by[index], dims[_by[index]]) : 0;

    private string[] Group(params ReadOnlySpan<int> parts)
    {
        var group = new string[_by.Length];
        for (var i = 0; i < group.Length; i++)
        {
            group[i] = _texts.Text(_by[i], parts[i]);
        }

        return group;
    }
}
