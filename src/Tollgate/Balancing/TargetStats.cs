namespace Tollgate.Balancing;

/// <summary>
/// Figures of one target that strategies compare. Any loop writes, any loop reads; no lock. An attempt calls <see cref="Began"/>, then
/// <see cref="Answered"/> or <see cref="Failed"/> or, where it says nothing about the target (the client left, the request was wrong), neither,
/// and <see cref="Ended"/> when the exchange is over.
/// </summary>
internal sealed class TargetStats
{
    /// <summary>What was seen longer ago than this counts little.</summary>
    private const float MemoryMs = 10_000;

    /// <summary>A target that is slow, or fails, and is therefore not asked, is forgiven in this time: else nobody would see it recover.</summary>
    private const float ForgivingMs = 30_000;

    private const float SuccessMemoryMs = 30_000;

    private DecayingMean _firstByte;
    private DecayingMean _load;
    private DecayingMean _success;
    private int _inFlight;

    /// <summary>Requests that it is working on, over all loops.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>It has never answered: nothing is known about it.</summary>
    public bool IsCold => !_firstByte.HasSamples;

    /// <summary>An attempt goes out to it.</summary>
    public void Began() => Interlocked.Increment(ref _inFlight);

    /// <summary>It answered as it should.</summary>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <param name="firstByteMs">From the end of the request to the first byte of the answer.</param>
    public void Answered(long nowMs, float firstByteMs)
    {
        // A rise is believed sooner than a fall: a target in trouble must be left at once, and one good answer does not mean that it is well.
        var isRise = _firstByte.TryRead(nowMs, out var mean, out _) && firstByteMs > mean;
        _firstByte.Add(nowMs, firstByteMs, MemoryMs, isRise ? 0.1f : 0.05f, isRise ? 0.7f : 0.4f);
        _load.Add(nowMs, InFlight, MemoryMs, 0.05f, 0.5f);
        _success.Add(nowMs, 1, SuccessMemoryMs, 0.01f, 0.2f);
    }

    /// <summary>It failed: unreachable, silent, broken, 429 or 5xx.</summary>
    public void Failed(long nowMs) => _success.Add(nowMs, 0, SuccessMemoryMs, 0.01f, 0.2f);

    /// <summary>The exchange with it is over, answer included.</summary>
    public void Ended() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Share of its answers that were as they should be, 0 to 1; what was seen long ago is half forgotten. 1 while nothing is known.</summary>
    public float Success(long nowMs) => _success.TryRead(nowMs, out var share, out var age) ? 1 - ((1 - share) * Forgiveness(age)) : 1;

    /// <summary>Milliseconds to the first byte as seen lately; what was seen long ago is half forgotten. 0 while nothing is known.</summary>
    public float FirstByteMs(long nowMs) => _firstByte.TryRead(nowMs, out var mean, out var age) ? mean * Forgiveness(age) : 0;

    /// <summary>
    /// Milliseconds to the first byte that one more request would wait: the mean, times how many more are under way now than were while it was
    /// measured. A target that hangs is left long before its time-outs tell.
    /// </summary>
    public float ExpectedFirstByteMs(long nowMs)
    {
        _load.TryRead(nowMs, out var usual, out _);
        return FirstByteMs(nowMs) * Math.Max(1, (InFlight + 1) / (usual + 1));
    }

    private static float Forgiveness(float ageMs) => ForgivingMs / (ForgivingMs + Math.Max(0, ageMs - MemoryMs));
}
