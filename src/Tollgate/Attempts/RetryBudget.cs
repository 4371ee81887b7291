using Tollgate.Balancing;

namespace Tollgate.Attempts;

/// <summary>
/// Keeps retries a share of the requests, over all loops: where everything fails, trying again would only multiply the load on what is
/// failing. Each loop counts its own requests; only a retry looks at all of them.
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>The stretch of time that shares are taken of.</summary>
    public const long WindowMs = 10_000;

    private readonly Lock _gate = new();
    private readonly RollingCount _retries = new(WindowMs);
    private RollingCount[] _requests = [];
    private double _share = 0.2;
    private int _minimum = 10;
    private long _granted;
    private long _refused;

    /// <summary>Retries that were allowed.</summary>
    public long Granted => Volatile.Read(ref _granted);

    /// <summary>Retries that were not.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Takes over the settings of a new snapshot.</summary>
    /// <param name="share">Retries per request, 0 to 1.</param>
    /// <param name="minimum">Retries in the window that are allowed however few requests there are.</param>
    public void Configure(double share, int minimum)
    {
        lock (_gate)
        {
            (_share, _minimum) = (share, minimum);
        }
    }

    /// <summary>Where another loop counts its requests.</summary>
    public RollingCount AddLoop()
    {
        var requests = new RollingCount(WindowMs);
        lock (_gate)
        {
            _requests = [.. _requests, requests];
        }

        return requests;
    }

    /// <summary>Whether a request may be sent once more. Counts it if so.</summary>
    public bool TryTake(long nowMs)
    {
        lock (_gate)
        {
            var requests = 0L;
            foreach (var loop in _requests)
            {
                requests += loop.Sum(nowMs);
            }

            if (_retries.Sum(nowMs) >= Math.Max(_minimum, (long)(requests * _share)))
            {
                _refused++;
                return false;
            }

            _retries.Add(nowMs);
            _granted++;
            return true;
        }
    }

    /// <summary>The retry did not take place: there was nobody left to ask.</summary>
    public void GiveBack(long nowMs)
    {
        lock (_gate)
        {
            _retries.Add(nowMs, -1);
            _granted--;
        }
    }
}
