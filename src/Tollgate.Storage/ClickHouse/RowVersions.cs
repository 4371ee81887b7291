namespace Tollgate.Storage.ClickHouse;

/// <summary>
/// Which of two rows of one id stays: the higher revision, and of equal ones the row that came first. In the upper 8 bits stands the
/// revision, below them a number that falls with time.
/// </summary>
internal sealed class RowVersions(TimeProvider time)
{
    private const int RevisionShift = 56;

    private ulong _last = ulong.MaxValue;

    /// <summary>For the rows of the next batch: lower than for those before.</summary>
    public ulong Next()
    {
        var microseconds = (ulong)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        _last = Math.Min((1UL << RevisionShift) - 1 - microseconds, _last - 1);
        return _last;
    }

    public static ulong Of(ulong batch, byte revision) => ((ulong)revision << RevisionShift) | batch;
}
