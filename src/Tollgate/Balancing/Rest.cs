namespace Tollgate.Balancing;

/// <summary>A time in which a target is not to be asked, or rather not. Any loop writes, any loop reads.</summary>
internal sealed class Rest
{
    /// <summary>The first rest of a target that refused without saying for how long; doubles each time that it refuses again after it.</summary>
    public const long FirstGuessMs = 1_000;

    private const long LongestGuessMs = 30_000;

    private long _untilMs = long.MinValue;
    private int _inRow;
    private volatile bool _isOverloaded;
    private volatile bool _isGuess;

    /// <summary>Milliseconds that are left of it, 0 for none.</summary>
    public long LeftMs(long nowMs) => Volatile.Read(ref _untilMs) is var until && until > nowMs ? until - nowMs : 0;

    /// <summary>Nobody asked for it: it is a guess after a refusal.</summary>
    public bool IsGuess => _isGuess;

    /// <summary>The target said that it has too much to do, as against that it was unavailable.</summary>
    public bool IsOverloaded(long nowMs) => _isOverloaded && LeftMs(nowMs) > 0;

    /// <summary>It is not to be asked for a while.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="askedMs">How long it asked for; negative when it did not say.</param>
    /// <param name="overloaded">It has too much to do: 429 or 529.</param>
    /// <returns>True when a rest began; false when it was resting already.</returns>
    public bool Begin(long nowMs, long askedMs, bool overloaded)
    {
        var until = Volatile.Read(ref _untilMs);
        var resting = until > nowMs;
        if (askedMs < 0 && resting)
        {
            return false; // the others that were under way at the same time refuse as well: that is one refusal
        }

        var rest = askedMs >= 0 ? Math.Min(askedMs, TargetHealth.MaxRestMs) : Math.Min(FirstGuessMs << Math.Min(_inRow, 10), LongestGuessMs);
        if (rest <= 0)
        {
            return false;
        }

        _isOverloaded = overloaded;
        _isGuess = askedMs < 0;
        _inRow += resting ? 0 : 1;

        // A shorter wish that comes later does not end a longer rest.
        while (nowMs + rest > until)
        {
            var seen = Interlocked.CompareExchange(ref _untilMs, nowMs + rest, until);
            if (seen == until)
            {
                break;
            }

            until = seen;
        }

        return !resting;
    }

    /// <summary>It answered as it should: the next guess begins short again.</summary>
    public void Answered()
    {
        if (_inRow != 0)
        {
            _inRow = 0;
        }
    }
}
