using Tollgate.Metering;

namespace Tollgate.Attempts;

/// <summary>What became of the copies of one model's requests since the process began, and what they cost; in nobody's wallet and in no request's record.</summary>
/// <remarks>Any loop adds, any thread reads.</remarks>
internal sealed class ShadowResults(string model) : SpentTotals
{
    private int _inFlight;
    private long _answered;
    private long _failed;
    private long _dropped;

    public string Model { get; } = model;

    /// <summary>Copies under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Copies that got a success.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Copies that got an error, or nothing.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Requests that were not copied because a bound was reached.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Takes a place for one more copy.</summary>
    public bool TryEnter(int most)
    {
        if (Interlocked.Increment(ref _inFlight) <= most)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    public void Drop() => Interlocked.Increment(ref _dropped);

    public void Add(bool isAnswered, TokenUsage usage, long costNanoUsd)
    {
        Interlocked.Increment(ref isAnswered ? ref _answered : ref _failed);
        Spend(usage, costNanoUsd);
    }
}
