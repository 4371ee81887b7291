using System.Numerics;
using Tollgate.Admission;
using Tollgate.Configuration;

namespace Tollgate.Tests.Admission;

/// <summary>
/// What each algorithm must decide, from its definition: over a list of all that was ever admitted, in unbounded fractions. Slow and obvious.
/// </summary>
internal sealed class CellOracles(LimitRule rule)
{
    private readonly List<(long At, long Amount)> _admitted = [];
    private readonly BigInteger _window = rule.WindowUs;
    private BigInteger _level = (BigInteger)rule.Burst * rule.WindowUs;
    private BigInteger _freeAt;
    private long _levelAt;

    /// <summary>What was admitted, in order.</summary>
    public IReadOnlyList<(long At, long Amount)> Admitted => _admitted;

    /// <summary>Whether an amount is free at a moment.</summary>
    public bool Fits(long amount, long now)
    {
        switch (rule.Algorithm)
        {
            case LimitAlgorithm.TokenBucket:
                _level = BigInteger.Min((BigInteger)rule.Burst * _window, _level + ((BigInteger)(now - _levelAt) * rule.Limit));
                _levelAt = now;
                return _level >= amount * _window;
            case LimitAlgorithm.LeakyBucket:
                return amount <= rule.Limit && (BigInteger)now * rule.Limit >= _freeAt;
            case LimitAlgorithm.FixedWindow:
                return amount + _admitted.Where(taken => WindowOf(taken.At) == WindowOf(now)).Sum(taken => taken.Amount) <= rule.Limit;
            default:
                return amount + Within(now, rule.WindowUs) <= rule.Limit;
        }
    }

    public void Take(long amount, long now)
    {
        _admitted.Add((now, amount));
        _level -= amount * _window;
        _freeAt = BigInteger.Max(_freeAt, (BigInteger)now * rule.Limit) + (amount * _window);
    }

    /// <summary>Admitted in a span that ends at a moment, the moment before it left out.</summary>
    public long Within(long now, long span) => _admitted.Where(taken => taken.At > now - span).Sum(taken => taken.Amount);

    /// <summary>Most that any span of one window's length has admitted.</summary>
    public long Densest() => _admitted.Count == 0 ? 0 : _admitted.Max(last => _admitted.Where(taken => taken.At <= last.At && taken.At > last.At - rule.WindowUs).Sum(taken => taken.Amount));

    private long WindowOf(long now) => _admitted.Count == 0 ? 0 : (now - _admitted[0].At) / rule.WindowUs;
}
