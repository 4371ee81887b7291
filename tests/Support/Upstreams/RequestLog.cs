namespace Tollgate.TestSupport;

/// <summary>What an upstream double has seen: requests, how many at once, how many were given up.</summary>
internal sealed class RequestLog
{
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<ReceivedRequest> _requests = [];
    private readonly TaskCompletionSource _firstAbort = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _received;
    private int _running;
    private int _peak;
    private int _aborts;

    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Returns the newest request and forgets all: a long run does not keep what it has looked at.</summary>
    public ReceivedRequest? TakeLast()
    {
        lock (_gate)
        {
            var last = _requests.Count == 0 ? null : _requests[^1];
            _requests.Clear();
            return last;
        }
    }

    public int Aborts => Volatile.Read(ref _aborts);

    public int Peak => Volatile.Read(ref _peak);

    public void Begin(ReceivedRequest request)
    {
        lock (_gate)
        {
            _requests.Add(request);
            _peak = Math.Max(_peak, ++_running);
        }
    }

    public void Received() => Interlocked.Increment(ref _received);

    public void End()
    {
        lock (_gate)
        {
            _running--;
        }
    }

    public void Abort(ReceivedRequest request)
    {
        if (request.MarkAborted())
        {
            Interlocked.Increment(ref _aborts);
            _firstAbort.TrySetResult();
        }
    }

    public async Task<ReceivedRequest> ReceivedAsync(int count, TimeSpan? within)
    {
        await Eventually.TrueAsync(() => Volatile.Read(ref _received) >= count, within ?? DefaultPatience);
        return Requests[count - 1];
    }

    public async Task<bool> AbortedWithinAsync(TimeSpan within)
    {
        try
        {
            await _firstAbort.Task.WaitAsync(within);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
