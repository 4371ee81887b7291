namespace Tollgate.Recording;

/// <summary>
/// The access log of one loop: formats a record straight into the loop's ring. Formatting on the loop costs less in all than copying
/// the record to another core and formatting it there (bench/Tollgate.Benchmarks/Recording).
/// </summary>
/// <param name="ring">The loop's own ring.</param>
internal sealed class AccessLog(ByteRing ring)
{
    /// <summary>Ring size per loop: some 1,700 lines, a twentieth of a second at 34,000 requests/s, twice that with the early wake-up.</summary>
    public const int RingBytes = 1024 * 1024;

    private UtcStamp _stamp = new();

    /// <summary>Lines dropped because the writer could not keep up.</summary>
    public long Dropped => ring.Dropped;

    /// <summary>Writes the line of a finished request, or drops and counts it.</summary>
    public void Write(RequestRecord record)
    {
        if (ring.TryReserve(AccessLogLine.MaxBytes, out var room))
        {
            ring.Commit(AccessLogLine.Write(record, ref _stamp, room));
        }
    }
}
