using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Redis;

/// <summary>What all loops know of the server together: one line in the log when it is lost and one when it is back, status, and a gauge.</summary>
/// <param name="loops">How many loops there are.</param>
/// <param name="server">Name of the server, without credentials.</param>
/// <param name="log">The log.</param>
/// <param name="status">Where health looks; null where nobody does.</param>
/// <param name="time">For the status.</param>
internal sealed class RedisCircuit(int loops, string server, EventLog log, StoreStatus? status, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly bool[] _works = new bool[loops];
    private readonly bool[] _tried = new bool[loops];
    private readonly TaskCompletionSource _allTried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isToldLost;
    private int _working;
    private long _lost;

    /// <summary>Completes when every loop has either a working connection or failed to get one.</summary>
    public Task AllTried => _allTried.Task;

    /// <summary>Some loop goes without the server.</summary>
    public bool IsDegraded => Volatile.Read(ref _working) < loops;

    /// <summary>How often the server was lost, by all loops together.</summary>
    public long Losses => Volatile.Read(ref _lost);

    /// <summary>A loop lost the server, or did not get it.</summary>
    public void Opened(int loop, string problem)
    {
        lock (_gate)
        {
            _lost += _works[loop] ? 1 : 0;
            _working -= _works[loop] ? 1 : 0;
            _works[loop] = false;
            Tried(loop);
            status?.Failed(problem, time.GetUtcNow());
            if (!_isToldLost)
            {
                _isToldLost = true;
                log.Warn(RedisEvents.Lost, "Redis cannot be used: limits are counted in this process alone until it can", ("server", server), ("reason", problem));
            }
        }
    }

    /// <summary>A loop has the server.</summary>
    public void Closed(int loop)
    {
        lock (_gate)
        {
            _working += _works[loop] ? 0 : 1;
            _works[loop] = true;
            Tried(loop);
            if (_working < loops)
            {
                return;
            }

            status?.Succeeded(time.GetUtcNow());
            if (_isToldLost)
            {
                _isToldLost = false;
                log.Info(RedisEvents.Found, "Redis can be used again: limits are shared", ("server", server));
            }
        }
    }

    private void Tried(int loop)
    {
        _tried[loop] = true;
        if (Array.TrueForAll(_tried, tried => tried))
        {
            _allTried.TrySetResult();
        }
    }
}
