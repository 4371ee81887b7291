namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>The writer's side of a day's texts: which number stands for which. New ones are written with the batch that brought them.</summary>
internal sealed class DayTexts
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _added = [];
    private readonly RawStatement _insert;
    private readonly int _most;
    private int _next;

    public DayTexts(RawDatabase database, int most)
    {
        _most = most;
        _insert = database.Prepare("INSERT INTO texts (id, value) VALUES (?1, ?2)");
        using var all = database.PrepareOnce("SELECT id, value FROM texts");
        while (all.Step())
        {
            _numbers.Add(all.Text(1), all.Int(0));
            _next = Math.Max(_next, all.Int(0) + 1);
        }
    }

    /// <summary>The number of a text that groups are made of; <see cref="GroupSource.Other"/> when the day is full.</summary>
    public int OfDimension(string text) => TryGet(text, _most, out var number) ? number : GroupSource.Other;

    /// <summary>The number of a text of one row; false when it should stand there itself. These fill half of the room at most.</summary>
    public bool TryOfRow(string text, out int number) => TryGet(text, _most / 2, out number);

    /// <summary>Writes what is new, in the batch's transaction.</summary>
    public void Flush()
    {
        for (var i = 0; i < _added.Count; i++)
        {
            _insert.Bind(1, _next - _added.Count + i);
            _insert.Bind(2, _added[i]);
            _insert.Execute();
        }

        _added.Clear();
    }

    private bool TryGet(string text, int most, out int number)
    {
        if (_numbers.TryGetValue(text, out number))
        {
            return true;
        }

        if (_numbers.Count >= most)
        {
            return false;
        }

        number = _next++;
        _numbers.Add(text, number);
        _added.Add(text);
        return true;
    }
}
