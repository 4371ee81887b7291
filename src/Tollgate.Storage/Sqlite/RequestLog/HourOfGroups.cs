namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Which groups of an hour are wanted, and in which of its minutes they may have rows.</summary>
internal sealed class HourOfGroups
{
    private const long NumberMask = (1L << DayGroups.NumberBits) - 1;

    private bool[] _wanted = new bool[1024];
    private long _minutes;

    /// <summary>Hour of the day; -1 before the first.</summary>
    public int Hour { get; private set; } = -1;

    public void Begin(int hour)
    {
        Hour = hour;
        _minutes = 0;
        Array.Clear(_wanted);
    }

    public void Add(long group, long minutes)
    {
        var number = (int)(group & NumberMask);
        if (number >= _wanted.Length)
        {
            Array.Resize(ref _wanted, Math.Max(number + 1, _wanted.Length * 2));
        }

        _wanted[number] = true;
        _minutes |= minutes;
    }

    public bool HasMinute(int minute) => (_minutes & (1L << minute)) != 0;

    public bool Has(long group) => (int)(group & NumberMask) is var number && number < _wanted.Length && _wanted[number];
}
