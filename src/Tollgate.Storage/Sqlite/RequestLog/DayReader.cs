using System.Text;
using Tollgate.Recording;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>A read-only connection to one day, for one question at a time.</summary>
internal sealed class DayReader : GroupSource, IDisposable
{
    /// <summary>Texts and groups remembered; a reader that knows more starts again.</summary>
    private const int MostRemembered = 20_000;

    /// <summary>Up to so many groups are sorted; more of them are found sooner by walking all of them from the newest.</summary>
    private const int MostSorted = 2000;

    private readonly Dictionary<long, Dims> _dims = [];
    private readonly Dictionary<int, string> _texts = [];
    private readonly RawDatabase _database;
    private readonly RawStatement _text;
    private readonly RawStatement _number;
    private readonly RawStatement _group;
    private RawStatement _row;
    private readonly RawStatement _groups;
    private readonly RawStatement _scan;
    private readonly RawStatement _scanWithText;
    private readonly RawStatement _place;
    private bool _explains;

    public DayReader(int day, long epoch, string path)
    {
        Day = day;
        Epoch = epoch;
        _database = RawDatabase.Open(path, readOnly: true);
        try
        {
            _database.Run("PRAGMA cache_size = -1024");
            _text = _database.Prepare("SELECT value FROM texts WHERE id = ?1");
            _number = _database.Prepare("SELECT id FROM texts WHERE value = ?1");
            _group = _database.Prepare($"SELECT {DayGroups.Columns} FROM groups WHERE id = ?1");
            _explains = Explains();
            _row = PrepareRow();
            _groups = _database.Prepare($"SELECT id, {DayGroups.Columns}, {DayGroups.SumColumns} FROM groups WHERE id >= ?1 AND id < ?2 AND requests > 0");
            _scan = _database.Prepare("SELECT id, grp FROM requests WHERE id >= ?1 AND id < ?2 ORDER BY id DESC");
            _scanWithText = _database.Prepare("SELECT id, grp, request_id FROM requests WHERE id >= ?1 AND id < ?2 ORDER BY id DESC");
            _place = _database.Prepare("SELECT id FROM requests WHERE rid = ?1 AND request_id = ?2 AND id >= ?3 AND id < ?4 ORDER BY id DESC LIMIT ?5");
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    public int Day { get; }

    /// <summary>Which file of that day it reads: another one may take its place.</summary>
    public long Epoch { get; }

    /// <summary>Stops statements when the question's time is over; null for none.</summary>
    public void Bound(Func<bool>? mayGoOn)
    {
        _database.GoOnWhile(mayGoOn);
        if (!_explains && Explains())
        {
            // A writer has brought the file to its newest form meanwhile.
            _explains = true;
            _row = PrepareRow();
        }
    }

    public override string Text(int number)
    {
        if (_texts.TryGetValue(number, out var text))
        {
            return text;
        }

        _text.Bind(1, number);
        text = _text.Step() ? _text.Text(0) : "";
        _text.Reset();
        if (_texts.Count >= MostRemembered) { _texts.Clear(); }
        _texts.Add(number, text);
        return text;
    }

    public override int NumberOf(string text)
    {
        _number.Bind(1, text);
        var number = _number.Step() ? _number.Int(0) : -1;
        _number.Reset();
        return number;
    }

    public Dims DimsOf(long group)
    {
        if (_dims.TryGetValue(group, out var dims))
        {
            return dims;
        }

        _group.Bind(1, group);
        _group.Step();
        dims = DimsAt(_group, 0);
        _group.Reset();
        if (_dims.Count >= MostRemembered) { _dims.Clear(); }
        _dims.Add(group, dims);
        return dims;
    }

    public override void Read(int fromHour, int toHour, IGroupVisitor visitor)
    {
        _groups.Bind(1, DayGroups.FirstOf(fromHour));
        _groups.Bind(2, DayGroups.FirstOf(toHour));
        var row = default(GroupRow);
        try
        {
            while (_groups.Step())
            {
                row.Hour = DayGroups.HourOf(_groups.Long(0));
                row.Dims = DimsAt(_groups, 1);
                for (var i = 0; i < Sums.Count; i++)
                {
                    row.Sums[i] = _groups.Long(1 + Dims.Count + i);
                }

                visitor.Visit(in row);
            }
        }
        finally
        {
            _groups.Reset();
        }
    }

    public bool HasSummaries() => _database.Number("SELECT EXISTS (SELECT 1 FROM summaries)") == 1;

    /// <summary>The packed rollup of a closed day; null where there is none.</summary>
    public byte[]? Summary(int grain)
    {
        using var select = _database.PrepareOnce("SELECT block FROM summaries WHERE grain = ?1");
        select.Bind(1, grain);
        return select.Step() ? select.Bytes(0).ToArray() : null;
    }

    /// <summary>The ten minutes of the day that may have a request id, the latest first.</summary>
    public IEnumerable<int> SlotsOf(uint hash) => Summary(Grain.OfRequestIds(RequestIdMap.PartOf(hash))) is { } part
        ? RequestIdMap.Slots(part, hash)
        : Enumerable.Range(0, RequestIdPlace.SlotsPerDay).Reverse();

    /// <summary>Where the request ids of the day are indexed.</summary>
    public IEnumerable<long> Places()
    {
        using var all = _database.PrepareOnce("SELECT rid FROM requests WHERE rid IS NOT NULL");
        while (all.Step())
        {
            yield return all.Long(0);
        }
    }

    public RequestEntry? Find(RecordId id)
    {
        Span<byte> bytes = stackalloc byte[RecordId.Bytes];
        id.Write(bytes);
        _row.Bind(1, bytes);
        var found = _row.Step() ? RowColumns.Read(_row, this) : null;
        _row.Reset();
        return found;
    }

    /// <summary>Ids of the requests with this request id within one place of its index and a range, newest first, so many at most.</summary>
    public void Find(int slot, uint hash, string requestId, (RecordId Low, RecordId High) within, int most, List<RecordId> into)
    {
        _place.Bind(1, RequestIdPlace.At(slot, hash));
        _place.Bind(2, requestId);
        Span<byte> bytes = stackalloc byte[RecordId.Bytes];
        within.Low.Write(bytes);
        _place.Bind(3, bytes);
        within.High.Write(bytes);
        _place.Bind(4, bytes);
        _place.Bind(5, most);
        while (_place.Step())
        {
            into.Add(RecordId.Read(_place.Bytes(0)));
        }

        _place.Reset();
    }

    /// <summary>Rows of ids from <paramref name="low"/> to below <paramref name="high"/>, newest first: id, group and, if asked for, request id. The caller resets.</summary>
    public RawStatement Scan(RecordId low, RecordId high, bool withText)
    {
        var scan = withText ? _scanWithText : _scan;
        Span<byte> bytes = stackalloc byte[RecordId.Bytes];
        low.Write(bytes);
        scan.Bind(1, bytes);
        high.Write(bytes);
        scan.Bind(2, bytes);
        return scan;
    }

    /// <summary>Groups whose rows may match, newest hour first: id, minutes, dimensions; null for none. The caller disposes.</summary>
    public RawStatement? Matching(GroupFilter filter, int fromHour, int toHour)
    {
        // Of several conditions one may use its index: the first of this order, where values are rarest as a rule. A plus sign bars the others.
        ReadOnlySpan<int> rarestFirst = [3, 0, 4, 2, 6, Dims.Error, Dims.Status, 1, 5, 7];
        var columns = DayGroups.Columns.Split(", ");
        var hides = filter.HasText && HidesTexts();
        var sql = new StringBuilder($"SELECT id, minutes, {DayGroups.Columns} FROM groups WHERE id >= ?1 AND id < ?2");
        var values = new List<long> { DayGroups.FirstOf(fromHour), DayGroups.FirstOf(toHour) };
        var indexed = false;
        foreach (var dimension in rarestFirst)
        {
            if (filter.Wanted(dimension) is not { } wanted) { continue; }
            values.Add(wanted);
            var bar = indexed ? "+" : "";
            sql.Append($" AND {bar}{columns[dimension]} ").Append(hides && dimension < Dims.Texts ? $"IN (?{values.Count}, {Other})" : $"= ?{values.Count}");
            indexed = true;
        }

        if (filter.StatusClass is { } hundreds)
        {
            var groups = indexed ? long.MaxValue : GroupsOfClass(hundreds);
            if (groups == 0)
            {
                return null;
            }

            var bar = groups > MostSorted ? "+" : "";
            if (groups <= MostSorted) { sql.Replace("FROM groups", "FROM groups INDEXED BY groups_status"); }
            values.Add(hundreds * 100L);
            values.Add((hundreds * 100L) + 100);
            sql.Append($" AND {bar}status >= ?{values.Count - 1} AND {bar}status < ?{values.Count}");
        }

        var statement = _database.PrepareOnce(sql.Append(" AND requests > 0 ORDER BY id DESC").ToString());
        for (var i = 0; i < values.Count; i++)
        {
            statement.Bind(i + 1, values[i]);
        }

        return statement;
    }

    /// <summary>How many groups have a status of so many hundreds; one more than are worth sorting stands for any number beyond.</summary>
    private long GroupsOfClass(int hundreds)
    {
        using var count = _database.PrepareOnce($"SELECT count(*) FROM (SELECT 1 FROM groups INDEXED BY groups_status WHERE status >= ?1 AND status < ?2 LIMIT {MostSorted + 1})");
        count.Bind(1, hundreds * 100L);
        count.Bind(2, (hundreds * 100L) + 100);
        return count.Step() ? count.Long(0) : 0;
    }

    /// <summary>Whether some group of the day says <c>other</c> where its rows say something else.</summary>
    public bool HidesTexts() =>
        _database.Number($"SELECT EXISTS (SELECT 1 FROM groups WHERE app = {Other}) OR EXISTS (SELECT 1 FROM groups WHERE model = {Other}) OR EXISTS (SELECT 1 FROM groups WHERE key = {Other}) OR EXISTS (SELECT 1 FROM groups WHERE user = {Other}) OR EXISTS (SELECT 1 FROM groups WHERE org = {Other}) OR EXISTS (SELECT 1 FROM groups WHERE team = {Other}) OR EXISTS (SELECT 1 FROM groups WHERE provider = {Other}) OR EXISTS (SELECT 1 FROM groups WHERE surface = {Other})") == 1;

    public static Dims DimsAt(RawStatement row, int column)
    {
        var dims = default(Dims);
        for (var i = 0; i < Dims.Count; i++)
        {
            dims[i] = row.Int(column + i);
        }

        return dims;
    }

    public void Dispose() => _database.Dispose();

    private bool Explains() => (_database.Number("PRAGMA user_version") ?? 0) >= RowColumns.ExplainVersion;

    private RawStatement PrepareRow() =>
        _database.Prepare($"SELECT {(_explains ? RowColumns.Names : RowColumns.NamesBefore)} FROM requests WHERE id = ?1");
}
