namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>What happened to the request log since the start, and how large it is. Written by one thread, read by any.</summary>
internal sealed class LogCounters
{
    private long _records;
    private long _tooLate;
    private long _folded;
    private long _corruptFiles;
    private long _daysDropped;
    private long _bytes;
    private long _days;

    /// <summary>Records that were given, repeated ones included.</summary>
    public long Records => Volatile.Read(ref _records);

    /// <summary>Records that came after their day was dropped, or from a time that cannot be: not kept.</summary>
    public long OutOfTime => Volatile.Read(ref _tooLate);

    /// <summary>Records that the rollup counts under <c>other</c> because their hour has too many groups.</summary>
    public long Folded => Volatile.Read(ref _folded);

    /// <summary>Files that were no sound database and were set aside.</summary>
    public long CorruptFiles => Volatile.Read(ref _corruptFiles);

    /// <summary>Days whose rows were dropped for age or size.</summary>
    public long DaysDropped => Volatile.Read(ref _daysDropped);

    /// <summary>Size of all files at the last look, in bytes.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Days with rows at the last look.</summary>
    public long Days => Volatile.Read(ref _days);

    public void Written(int records, int folded)
    {
        Interlocked.Add(ref _records, records);
        Interlocked.Add(ref _folded, folded);
    }

    public void CameOutOfTime(int records) => Interlocked.Add(ref _tooLate, records);

    public void WasCorrupt() => Interlocked.Increment(ref _corruptFiles);

    public void DroppedDay() => Interlocked.Increment(ref _daysDropped);

    public void Looked(long bytes, long days)
    {
        Volatile.Write(ref _bytes, bytes);
        Volatile.Write(ref _days, days);
    }
}
