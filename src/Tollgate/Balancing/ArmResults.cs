using Tollgate.Metering;

namespace Tollgate.Balancing;

/// <summary>What came of the requests of one arm since the process began. Any loop adds, any thread reads.</summary>
internal sealed class ArmResults(string experiment, string arm) : SpentTotals
{
    private long _requests;
    private long _errors;
    private long _firstTokens;
    private long _firstTokenMicroseconds;
    private long _totalMicroseconds;

    public string Experiment { get; } = experiment;

    public string Arm { get; } = arm;

    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Answers with 429 or 5xx, and those that broke off.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>Answers whose first token was timed.</summary>
    public long FirstTokens => Volatile.Read(ref _firstTokens);

    /// <summary>Microseconds to the first token, all <see cref="FirstTokens"/> together.</summary>
    public long FirstTokenMicroseconds => Volatile.Read(ref _firstTokenMicroseconds);

    /// <summary>Microseconds from a request's first byte to its answer's last, all together.</summary>
    public long TotalMicroseconds => Volatile.Read(ref _totalMicroseconds);

    /// <summary>Adds a finished request.</summary>
    public void Add(Recording.RequestRecord record)
    {
        Interlocked.Increment(ref _requests);
        Spend(record.Usage, record.Cost.NanoUsd);
        Interlocked.Add(ref _totalMicroseconds, record.TotalMicroseconds);
        if (record.ErrorClass != Faults.ErrorClass.None && !record.Cancelled && record.Status is < 400 or 429 or >= 500)
        {
            Interlocked.Increment(ref _errors);
        }

        if (record.TtftMicroseconds >= 0)
        {
            Interlocked.Increment(ref _firstTokens);
            Interlocked.Add(ref _firstTokenMicroseconds, record.TtftMicroseconds);
        }
    }
}
