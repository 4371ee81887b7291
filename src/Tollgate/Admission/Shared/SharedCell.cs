using System.Globalization;
using System.Text;
using Tollgate.Configuration;
using Tollgate.Redis;

namespace Tollgate.Admission.Shared;

/// <summary>One cell as it is kept in Redis: its key there, its rule as the scripts take it, and what was taken in advance.</summary>
internal sealed class SharedCell
{
    private SharedRule _rule;

    private SharedCell(LimitCell cell)
    {
        _rule = new SharedRule(cell.Rule);

        // One tag for all: a script sees the keys of one slot only, and a request may need any rules together. The key is a hash: neither subject nor rule can
        // be read from it.
        KeyWord = RespCommand.MakeWord(Encoding.ASCII.GetBytes("{tollgate}:l:" + cell.Key.ToString("x32", CultureInfo.InvariantCulture)));
        Pot = new LeasePot();
    }

    /// <summary>Its key, as a word of a command.</summary>
    public byte[] KeyWord { get; }

    /// <summary>Permits taken in advance; guarded by the cell's lock.</summary>
    public LeasePot Pot { get; }

    /// <summary>The cell's own; null for kinds of cells that are not shared by these scripts, such as budgets.</summary>
    public static SharedCell? Make(LimitCell cell) => cell is BucketCell or SlidingWindowCell or FixedWindowCell or ConcurrencyCell ? new SharedCell(cell) : null;

    /// <summary>Whether permits are taken in advance. Places of requests that run are not: each is somebody's.</summary>
    public static bool IsLeased(LimitCell cell) => cell.Rule is { Mode: LimitMode.Leased, Metric: not LimitMetric.Concurrency };

    /// <summary>The rule in force.</summary>
    public SharedRule RuleOf(LimitCell cell)
    {
        var rule = Volatile.Read(ref _rule);
        if (!ReferenceEquals(rule.Rule, cell.Rule))
        {
            rule = new SharedRule(cell.Rule);
            Volatile.Write(ref _rule, rule);
        }

        return rule;
    }
}
