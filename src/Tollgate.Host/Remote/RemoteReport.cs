using Tollgate.Host.Serving;
using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Host.Remote;

/// <summary>
/// What is known of a remote source, for the log, the status page and the metrics. The log is told when something changes, and not at every look.
/// Written by the loop that looks, read from any thread.
/// </summary>
internal sealed class RemoteReport
{
    private readonly string _name;
    private readonly EventLog _log;
    private readonly StatusBoard _board;
    private readonly TimeProvider _time;
    private readonly LabelledFamily _polls = new("tollgate_config_polls_total", "counter", "Looks at the configuration's address, by what came of them.", "outcome");
    private readonly TimeSpan _ageAtStart;
    private long _seenAt;
    private bool _wasSeen;
    private bool _isCopy;
    private string? _away;
    private ReloadReading? _refusal;

    /// <summary>A report that begins with what the start found.</summary>
    /// <param name="name">The source's name in messages.</param>
    /// <param name="copiedAt">When the copy was made that the start began with; null where it began with the source's own answer.</param>
    /// <param name="log">Is told of changes.</param>
    /// <param name="board">What the status page shows.</param>
    /// <param name="time">The clock.</param>
    public RemoteReport(string name, DateTimeOffset? copiedAt, EventLog log, StatusBoard board, TimeProvider time)
    {
        (_name, _log, _board, _time, _isCopy, _wasSeen) = (name, log, board, time, copiedAt is not null, copiedAt is null);
        var now = time.GetUtcNow();
        _ageAtStart = copiedAt is { } at && at < now ? now - at : TimeSpan.Zero;
        _seenAt = time.GetTimestamp();
        foreach (var outcome in Enum.GetValues<RemoteOutcome>())
        {
            _polls.Add(0, LabelOf(outcome));
        }

        Show(copiedAt ?? now);
    }

    /// <summary>Seconds since the source last answered; after a start with the copy, since that was made.</summary>
    public double AgeSeconds => (_time.GetElapsedTime(Volatile.Read(ref _seenAt)) + (Volatile.Read(ref _wasSeen) ? TimeSpan.Zero : _ageAtStart)).TotalSeconds;

    /// <summary>Shows the figures on a page of metrics.</summary>
    public void AddTo(MetricsRegistry metrics)
    {
        metrics.AddFamilies(_polls.Render);
        metrics.AddGauge("tollgate_config_source_age_seconds", "Time since the configuration's address last answered; from a copy, since it was made.", () => AgeSeconds);
    }

    /// <summary>The start had to begin with the copy.</summary>
    /// <param name="problem">Why.</param>
    public void BeganWithCopy(string problem)
    {
        _away = problem;
        _log.Warn(HostEvents.ConfigSourceAway, "The configuration's source cannot be used; its last good copy is in force", ("source", _name), ("problem", problem));
        _board.LastReloadError = new ReloadReading(_time.GetUtcNow(), $"{_name}: {problem}", 1);
    }

    /// <summary>The source answered that what was seen last is still what it has.</summary>
    public void Unchanged() => Answered(RemoteOutcome.Unchanged);

    /// <summary>What the source has is in force.</summary>
    /// <param name="outcome">Whether that is news.</param>
    public void InForce(RemoteOutcome outcome)
    {
        (_refusal, _isCopy) = (null, false);
        Answered(outcome);
    }

    /// <summary>The source has something that was refused; whoever refused it has told the status page.</summary>
    public void Refused()
    {
        _refusal = _board.LastReloadError;
        Answered(RemoteOutcome.Refused);
    }

    /// <summary>The source gave nothing that could be looked at.</summary>
    public void Away(RemoteOutcome outcome, string problem)
    {
        _polls.Add(1, LabelOf(outcome));
        if (_away != problem)
        {
            _away = problem;
            _board.LastReloadError = new ReloadReading(_time.GetUtcNow(), $"{_name}: {problem}", 1);
            _log.Warn(HostEvents.ConfigSourceAway, "The configuration's source cannot be used; what is in force stays", ("source", _name), ("problem", problem));
        }

        Show(_board.ConfigSource?.LastSeenAt);
    }

    private static string LabelOf(RemoteOutcome outcome) => outcome switch
    {
        RemoteOutcome.Document => "changed",
        RemoteOutcome.Unchanged => "unchanged",
        RemoteOutcome.Refused => "refused",
        RemoteOutcome.Unreachable => "unreachable",
        RemoteOutcome.TimedOut => "timeout",
        RemoteOutcome.Status => "status",
        RemoteOutcome.NotADocument => "not_a_document",
        RemoteOutcome.CutOff => "cut_off",
        _ => "too_large",
    };

    private void Answered(RemoteOutcome outcome)
    {
        _polls.Add(1, LabelOf(outcome));
        Volatile.Write(ref _seenAt, _time.GetTimestamp());
        Volatile.Write(ref _wasSeen, true);
        if (_away is not null)
        {
            _log.Info(HostEvents.ConfigSourceBack, "The configuration's source answers again", ("source", _name));
        }

        _away = null;
        _board.LastReloadError = _refusal;
        Show(_time.GetUtcNow());
    }

    private void Show(DateTimeOffset? seenAt) => _board.ConfigSource = new ConfigSourceReading("remote", _name)
    {
        IsStale = _away is not null || _isCopy,
        FromCopy = _isCopy,
        LastSeenAt = seenAt,
    };
}
