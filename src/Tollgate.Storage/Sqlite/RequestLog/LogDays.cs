
namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Which days there are, and connections for reading them. Thread-safe.</summary>
internal sealed class LogDays : IDisposable
{
    /// <summary>Connections kept open while nobody asks; each holds up to a megabyte.</summary>
    private const int MostIdle = 40;

    private const string Extension = ".db";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, DayState> _days = [];
    private readonly List<DayReader> _idle = [];
    private readonly string _folder;
    private long _epochs;

    public LogDays(string folder)
    {
        _folder = folder;
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Extension))
        {
            if (LogDay.TryParse(System.IO.Path.GetFileNameWithoutExtension(file), out var day))
            {
                _days.Add(day, new DayState(++_epochs));
            }
        }
    }

    public string PathOf(int day) => System.IO.Path.Combine(_folder, LogDay.Name(day) + Extension);

    /// <summary>Days with a file from one to another, newest first.</summary>
    public int[] Between(int first, int last)
    {
        lock (_gate)
        {
            return [.. _days.Keys.Where(day => day >= first && day <= last).Reverse()];
        }
    }

    /// <summary>Which file of the day is the present one; 0 without one.</summary>
    public long EpochOf(int day)
    {
        lock (_gate)
        {
            return _days.TryGetValue(day, out var state) ? state.Epoch : 0;
        }
    }

    /// <summary>Notes that the day has a file.</summary>
    public void Opened(int day)
    {
        lock (_gate)
        {
            if (!_days.ContainsKey(day)) { _days.Add(day, new DayState(++_epochs)); }
        }
    }

    /// <summary>Notes a commit.</summary>
    public void Written(int day)
    {
        lock (_gate)
        {
            if (!_days.TryGetValue(day, out var state)) { return; }
            state.IsSealed = false;
            state.Commits++;
        }
    }

    public long CommitsOf(int day)
    {
        lock (_gate)
        {
            return _days.TryGetValue(day, out var state) ? state.Commits : -1;
        }
    }

    public void Sealed(int day)
    {
        lock (_gate)
        {
            if (_days.TryGetValue(day, out var state)) { state.IsSealed = true; }
        }
    }

    public bool IsSealed(int day)
    {
        lock (_gate)
        {
            return _days.TryGetValue(day, out var state) && state.IsSealed;
        }
    }

    /// <summary>Forgets a day whose file goes; readers at work finish on the old file.</summary>
    public void Forget(int day)
    {
        DayReader[] orphans;
        lock (_gate)
        {
            _days.Remove(day);
            orphans = [.. _idle.Where(reader => reader.Day == day)];
            _idle.RemoveAll(reader => reader.Day == day);
        }

        foreach (var reader in orphans)
        {
            reader.Dispose();
        }
    }

    /// <summary>Asks one day. Where it has no file (any more) the answer is <paramref name="none"/>; where time is over it is default.</summary>
    public T? Read<T>(int day, SearchBudget budget, T none, Func<DayReader, T> ask)
    {
        if (Rent(day) is not { } reader)
        {
            return none;
        }

        var sound = false;
        try
        {
            reader.Bound(budget.MayGoOn);
            var answer = ask(reader);
            reader.Bound(null);
            sound = true;
            return answer;
        }
        catch (LogFileException e) when (e.IsInterrupted)
        {
            budget.ThrowIfNobodyWaits();
            return default;
        }
        finally
        {
            Return(reader, sound);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _idle.ForEach(reader => reader.Dispose());
            _idle.Clear();
        }
    }

    private DayReader? Rent(int day)
    {
        long epoch;
        lock (_gate)
        {
            var at = _idle.FindLastIndex(reader => reader.Day == day);
            if (at >= 0)
            {
                var reader = _idle[at];
                _idle.RemoveAt(at);
                return reader;
            }

            if (!_days.TryGetValue(day, out var state))
            {
                return null;
            }

            epoch = state.Epoch;
        }

        try
        {
            return new DayReader(day, epoch, PathOf(day));
        }
        catch (LogFileException e) when (e.CannotOpen && EpochOf(day) != epoch)
        {
            return null; // Pruned in between.
        }
    }

    private void Return(DayReader reader, bool sound)
    {
        DayReader? leaving = reader;
        lock (_gate)
        {
            if (sound && _days.TryGetValue(reader.Day, out var state) && state.Epoch == reader.Epoch)
            {
                _idle.Add(reader);
                leaving = _idle.Count > MostIdle ? _idle[0] : null;
                if (leaving is not null) { _idle.RemoveAt(0); }
            }
        }

        leaving?.Dispose();
    }

    private sealed class DayState(long epoch)
    {
        public long Epoch { get; } = epoch;

        public long Commits { get; set; }

        public bool IsSealed { get; set; }
    }
}
