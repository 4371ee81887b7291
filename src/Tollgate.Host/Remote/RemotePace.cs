namespace Tollgate.Host.Remote;

/// <summary>How long to wait before the next look. Spread at random, so that replicas that started together do not come together.</summary>
/// <param name="poll">Time between two looks while the source answers.</param>
/// <param name="random">A number from 0 to 1.</param>
internal sealed class RemotePace(TimeSpan poll, Func<double> random)
{
    /// <summary>Pauses do not grow beyond this while the source is away; it is the longest time in which its return goes unnoticed.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait that the source may ask for.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(5);

    private const int MaxDoublings = 16;

    private int _failures;

    /// <summary>Before the first look, when the document was just read.</summary>
    public TimeSpan First() => poll * random();

    /// <summary>The source answered.</summary>
    public TimeSpan AfterAnswer()
    {
        _failures = 0;
        return Spread(poll);
    }

    /// <summary>It did not.</summary>
    /// <param name="retryAfter">How long it asked to be left alone.</param>
    public TimeSpan AfterFailure(TimeSpan? retryAfter)
    {
        var most = poll > MaxPause ? poll : MaxPause;
        var pause = poll * Math.Pow(2, Math.Min(_failures++, MaxDoublings));
        pause = Spread(pause < most ? pause : most);
        if (retryAfter is not { } asked)
        {
            return pause;
        }

        asked = asked < MaxRetryAfter ? asked : MaxRetryAfter;
        return pause > asked ? pause : asked * (1 + (0.2 * random()));
    }

    private TimeSpan Spread(TimeSpan time) => time * (0.8 + (0.4 * random()));
}
