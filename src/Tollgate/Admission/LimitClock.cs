namespace Tollgate.Admission;

/// <summary>Monotonic microseconds: what all windows are measured with, so that no step of the wall clock opens one twice.</summary>
internal sealed class LimitClock(TimeProvider time)
{
    private readonly long _perMicrosecond = time.TimestampFrequency % 1_000_000 == 0 ? time.TimestampFrequency / 1_000_000 : 0;

    /// <summary>The present time. The same clock on all loops.</summary>
    public long NowUs
    {
        get
        {
            var now = time.GetTimestamp();
            return _perMicrosecond > 0 ? now / _perMicrosecond : (long)((Int128)now * 1_000_000 / time.TimestampFrequency);
        }
    }

    /// <summary>Milliseconds, rounded up.</summary>
    public static long ToMs(long us) => us <= 0 ? 0 : ((us - 1) / 1000) + 1;
}
