using System.Globalization;
using Tollgate.Loops;

namespace Tollgate.Listening;

/// <summary>Client connections that all loops together may have open. One over it is reset: sooner told than never served.</summary>
internal sealed class ConnectionCap(int limit)
{
    /// <summary>More are not wanted of one process, whatever its descriptor limit.</summary>
    private const int MostByDefault = 50_000;

    /// <summary>Kept for logs, files, the control plane and what the runtime opens: measured 210 at rest, with two loops.</summary>
    private const int Reserved = 256;

    /// <summary>And for each loop's poller, wake-up, listeners and journal segments: measured 7.</summary>
    private const int ReservedPerLoop = 12;

    private const int LeastByDefault = 64;

    private int _open;
    private long _refused;

    /// <summary>Most connections at once.</summary>
    public int Limit => limit;

    /// <summary>Connections refused so far.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>The configured limit; for 0 half of what the process may open, since a request may need a connection on either side.</summary>
    public static ConnectionCap Of(int configured, int loops) => new(configured > 0 ? configured : ByDescriptors(DescriptorLimit.Current, loops));

    /// <summary>What a limit of descriptors allows.</summary>
    internal static int ByDescriptors(long descriptors, int loops) => (int)Math.Clamp(Spare(descriptors, loops) / 2, LeastByDefault, MostByDefault);

    /// <summary>Why a configured limit can not be kept; null when it can. Idle clients take one descriptor each, so that is the least that each needs.</summary>
    /// <param name="configured">0 for none.</param>
    /// <param name="descriptors">What the process may open.</param>
    /// <param name="loops">Number of loops.</param>
    internal static string? Problem(int configured, long descriptors, int loops)
    {
        var most = Math.Max(LeastByDefault, Spare(descriptors, loops));
        return configured <= most ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"server.max_connections is {configured}, but this process may open {descriptors} descriptors only, which is enough for {most} clients. Raise that limit (ulimit -n, systemd's LimitNOFILE), lower the setting, or leave it at 0 for what the limit allows.");
    }

    private static long Spare(long descriptors, int loops) => descriptors - Reserved - (loops * ReservedPerLoop);

    /// <summary>Counts a connection in, unless there are too many.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _open);
        Interlocked.Increment(ref _refused);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);
}
