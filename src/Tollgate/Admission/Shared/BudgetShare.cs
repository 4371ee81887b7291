using System.Globalization;
using System.Text;
using Tollgate.Admission.Budgets;
using Tollgate.Redis;

namespace Tollgate.Admission.Shared;

/// <summary>One cell of a budget as gateways count it together: its key in Redis, and what the others have, as last told.</summary>
internal sealed class BudgetShare
{
    private long _number;
    private long _generation;
    private long _othersTaken;
    private long _othersSpent;

    /// <summary>A share of which nothing is known yet.</summary>
    public BudgetShare(BudgetCell cell)
    {
        // A hash, as for limits: neither subject nor budget can be read from it.
        var period = string.Create(CultureInfo.InvariantCulture, $"{cell.Subject.Meter.Identity}\n{cell.Span.FromUnixMs}");
        var key = LimitKey.Of(period, Encoding.UTF8.GetBytes(cell.Subject.Id));
        KeyWord = RespCommand.MakeWord(Encoding.ASCII.GetBytes("{tollgate}:b:" + key.ToString("x32", CultureInfo.InvariantCulture)));
    }

    /// <summary>Its key, as a word of a command.</summary>
    public byte[] KeyWord { get; }

    /// <summary>The hash in Redis that the figures are from: when it was made, by Redis's clock. 0 while nothing is known.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>Nano-USD that the others have spent or set aside.</summary>
    public long OthersTaken => Volatile.Read(ref _othersTaken);

    /// <summary>Nano-USD that the others have spent.</summary>
    public long OthersSpent => Volatile.Read(ref _othersSpent);

    /// <summary>The last number given out.</summary>
    public long Number => Volatile.Read(ref _number);

    /// <summary>
    /// Number of a telling. What is read after it was given has all changes in it that were made before an earlier number was given: whoever changes the cell
    /// takes a number afterwards, so that the highest one tells everything.
    /// </summary>
    public long NextNumber() => Interlocked.Increment(ref _number);

    /// <summary>What Redis said of the others.</summary>
    public void Note(long generation, long taken, long spent)
    {
        Volatile.Write(ref _othersTaken, taken);
        Volatile.Write(ref _othersSpent, spent);
        Volatile.Write(ref _generation, generation);
    }
}
