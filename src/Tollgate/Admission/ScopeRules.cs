using System.Text;
using Tollgate.Configuration;

namespace Tollgate.Admission;

/// <summary>
/// The rules of one scope. A rule for a name takes the place of a rule for <c>*</c> that counts the same over the same window; all others apply
/// together.
/// </summary>
internal sealed class ScopeRules
{
    private readonly Row[] _rows;

    public ScopeRules(IEnumerable<LimitTable> tables, LimitScope scope)
    {
        var mine = tables.Where(table => table.Rule.Scope == scope).ToArray();
        _rows = Array.ConvertAll(mine, table => new Row(
            table,
            table.Rule.Match == "*" ? null : Encoding.UTF8.GetBytes(table.Rule.Match),
            [.. mine.Where(other => Replaces(other.Rule, table.Rule)).Select(other => Encoding.UTF8.GetBytes(other.Rule.Match))]));
    }

    public bool IsEmpty => _rows.Length == 0;

    /// <summary>Rules of the scope.</summary>
    public int Count => _rows.Length;

    /// <summary>The table of one of the rules, if the rule applies to a subject of this name; else null.</summary>
    public LimitTable? Find(int index, ReadOnlySpan<byte> name)
    {
        ref readonly var row = ref _rows[index];
        if (row.Match is { } match)
        {
            return name.SequenceEqual(match) ? row.Table : null;
        }

        foreach (var other in row.Except)
        {
            if (name.SequenceEqual(other))
            {
                return null;
            }
        }

        return row.Table;
    }

    /// <summary>The cells of a subject.</summary>
    /// <param name="name">What rules name it by.</param>
    /// <param name="into">Takes them.</param>
    /// <param name="subject">Its identity, where that is more than its name.</param>
    /// <param name="except">A rule that does not apply to it.</param>
    public void Collect(string name, List<LimitCell> into, string? subject = null, Predicate<LimitRule>? except = null)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        for (var i = 0; i < _rows.Length; i++)
        {
            if (Find(i, bytes) is { } table && except?.Invoke(table.Rule) != true)
            {
                into.Add(table.CellOf(subject is null ? bytes : Encoding.UTF8.GetBytes(subject), name));
            }
        }
    }

    private static bool Replaces(LimitRule named, LimitRule any) =>
        named.Match != "*" && any.Match == "*" && named.Metric == any.Metric && (named.Window == any.Window || any.Metric == LimitMetric.Concurrency);

    private readonly record struct Row(LimitTable Table, byte[]? Match, byte[][] Except);
}
