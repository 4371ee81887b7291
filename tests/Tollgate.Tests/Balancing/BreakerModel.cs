using Tollgate.Balancing;

namespace Tollgate.Tests.Balancing;

/// <summary>A breaker written down from its description, slowly and plainly: lists of moments in place of counters.</summary>
internal sealed class BreakerModel(BreakerOptions options)
{
    private readonly List<(long At, bool Failed)> _window = [];
    private readonly Dictionary<TargetFault, int> _inRow = [];
    private readonly HashSet<int> _probes = [];
    private long _openUntil;
    private long? _closedAt;
    private int _opens;
    private int _successes;

    public BreakerState State { get; private set; }

    /// <summary>Which story it is in: reports of an older one count for nothing.</summary>
    public int Story { get; private set; }

    public (bool Passes, int Story, bool Probe) TryPass(long now, int id)
    {
        if (State == BreakerState.Open && now >= _openUntil)
        {
            State = BreakerState.HalfOpen;
            Story++;
            _successes = 0;
            _probes.Clear();
        }

        switch (State)
        {
            case BreakerState.Closed:
                return (true, Story, false);
            case BreakerState.Open:
                return (false, Story, false);
            default:
                return _probes.Count < options.Probes && _probes.Add(id) ? (true, Story, true) : (false, Story, false);
        }
    }

    public void Answered(int story, bool probe, int id, long now)
    {
        if (story != Story)
        {
            return;
        }

        if (!probe)
        {
            _window.Add((now, false));
            _inRow.Remove(TargetFault.Connect);
            _inRow.Remove(TargetFault.Timeout);
            _inRow.Remove(TargetFault.ServerError);
            return;
        }

        _probes.Remove(id);
        if (++_successes >= options.CloseAfter)
        {
            State = BreakerState.Closed;
            Story++;
            _closedAt = now;
            _window.Clear();
            _inRow.Clear();
        }
    }

    public void Failed(int story, TargetFault fault, long now)
    {
        if (story != Story)
        {
            return;
        }

        if (State != BreakerState.Closed)
        {
            Open(now);
            return;
        }

        _window.Add((now, true));
        _inRow[fault] = _inRow.GetValueOrDefault(fault) + 1;

        // Slots of a tenth: the window reaches back to the beginning of the ninth slot before this one.
        var slot = Math.Max(1, options.WindowMs / 10);
        _window.RemoveAll(entry => entry.At / slot < (now / slot) - 9);
        var failed = _window.Count(entry => entry.Failed);
        if (_inRow[fault] >= options.Limit(fault) || (_window.Count >= options.MinRequests && failed >= options.Rate * _window.Count))
        {
            Open(now);
        }
    }

    public void Released(int story, bool probe, int id)
    {
        if (story == Story && probe)
        {
            _probes.Remove(id);
        }
    }

    private void Open(long now)
    {
        _opens = State == BreakerState.Closed && (_closedAt is not { } closed || now - closed > options.MaxOpenMs) ? 0 : _opens;
        _openUntil = now + (long)Math.Min(options.OpenMs * Math.Pow(2, _opens), options.MaxOpenMs);
        _opens++;
        State = BreakerState.Open;
        Story++;
    }
}
