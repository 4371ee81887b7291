using System.Globalization;
using System.Text;

namespace Tollgate.Storage.Sqlite.Budgets;

/// <summary>
/// Which records of one loop of one process have been taken, as ranges of its count: in the usual course one range, whatever the number of records.
/// They come nearly in order, so a gap is closed soon, or its records were lost.
/// </summary>
internal sealed class RecordStream
{
    /// <summary>Ranges at most. Beyond that the oldest gap counts as taken: what did not come until then is lost.</summary>
    public const int MaxRanges = 64;

    private readonly List<(long From, long To)> _taken = [];
    private long _last;

    public RecordStream()
    {
    }

    private RecordStream(IEnumerable<(long From, long To)> taken)
    {
        _taken.AddRange(taken);
        _last = _taken.Count > 0 ? _taken[^1].To : 0;
    }

    /// <summary>Begin of the newest record taken, Unix milliseconds.</summary>
    public long AtUnixMs { get; set; }

    /// <summary>Ranges held.</summary>
    public int Ranges => _taken.Count;

    public static RecordStream Parse(string text, long atUnixMs) => new(text
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(range => range.Split(':'))
        .Select(range => (long.Parse(range[0], CultureInfo.InvariantCulture), long.Parse(range[^1], CultureInfo.InvariantCulture)))) { AtUnixMs = atUnixMs };

    /// <summary>One that can change without this one.</summary>
    public RecordStream Copy() => new(_taken) { AtUnixMs = AtUnixMs };

    /// <summary>Takes a record. False when it was taken before.</summary>
    /// <param name="count">The lower half of its number; loops count further than 32 bits say.</param>
    public bool TryTake(uint count)
    {
        var number = _taken.Count == 0 ? count : _last + (int)(count - (uint)_last);
        var after = _taken.Count;
        while (after > 0 && _taken[after - 1].From > number) { after--; }
        if (after > 0 && number <= _taken[after - 1].To) { return false; }

        _taken.Insert(after, (number, number));
        Join(after);
        Join(after - 1);
        if (_taken.Count > MaxRanges)
        {
            _taken[0] = (_taken[0].From, _taken[1].To);
            _taken.RemoveAt(1);
        }

        _last = _taken[^1].To;
        return true;
    }

    /// <summary>The form that <see cref="Parse"/> reads: <c>1:5000,5002</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (from, to) in _taken)
        {
            text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{from}");
            if (to > from) { text.Append(CultureInfo.InvariantCulture, $":{to}"); }
        }

        return text.ToString();
    }

    /// <summary>Makes one range of a range and the one behind it, where nothing lies between.</summary>
    private void Join(int index)
    {
        if (index >= 0 && index + 1 < _taken.Count && _taken[index].To + 1 == _taken[index + 1].From)
        {
            _taken[index] = (_taken[index].From, _taken[index + 1].To);
            _taken.RemoveAt(index + 1);
        }
    }
}
