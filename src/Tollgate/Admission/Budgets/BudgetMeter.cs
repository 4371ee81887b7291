using System.Collections.Concurrent;
using System.Text;
using Tollgate.Configuration;

namespace Tollgate.Admission.Budgets;

/// <summary>
/// Counts spending by scope and calendar. Budgets of the same scope, period and time zone share one, so that an edit of an amount, or another budget
/// beside the first, begins with what was spent already.
/// </summary>
internal sealed class BudgetMeter
{
    /// <summary>Takes what has no place of its own in a full table: all of it together.</summary>
    public const string Other = "(other)";

    private const int MaxNameChars = 256;

    private readonly BudgetTable _table;
    private readonly ConcurrentDictionary<string, BudgetSubject> _subjects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BudgetSubject>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private BudgetRule[] _rules = [];

    public BudgetMeter(BudgetTable table, LimitScope scope, BudgetPeriod period, TimeZoneInfo zone)
    {
        _table = table;
        _byText = _subjects.GetAlternateLookup<ReadOnlySpan<char>>();
        (Scope, Period, Zone) = (scope, period, zone);
        Identity = IdentityOf(scope, period, zone.Id);
    }

    public LimitScope Scope { get; }

    public BudgetPeriod Period { get; }

    public TimeZoneInfo Zone { get; }

    /// <summary>Its name in stores: <c>key/month/UTC</c>.</summary>
    public string Identity { get; }

    /// <summary>Requests that began before this moment (Unix milliseconds) are not counted by this process, but when their records are stored.</summary>
    public long SinceUnixMs { get; set; } = long.MinValue;

    /// <summary>Budgets that are decided by it; none while nobody wants it.</summary>
    public BudgetRule[] Rules => Volatile.Read(ref _rules);

    public IEnumerable<BudgetSubject> Subjects => _subjects.Values;

    public static string IdentityOf(LimitScope scope, BudgetPeriod period, string zone) =>
        $"{BudgetConfig.NameOf(scope)}/{(period == BudgetPeriod.Day ? "day" : "month")}/{zone}";

    public BudgetSpan SpanAt(long unixMs) => BudgetSpan.At(unixMs, Period, Zone);

    /// <summary>Other budgets are in force.</summary>
    public void Apply(BudgetRule[] rules)
    {
        Volatile.Write(ref _rules, rules);
        foreach (var subject in Subjects) { subject.Terms = TermsOf(subject.Id, subject.Name); }
    }

    /// <summary>The subject of this id; null where no budget is for it.</summary>
    public BudgetSubject? Find(string id, string name)
    {
        if (id.Length == 0) { return null; }
        var subject = !_subjects.TryGetValue(id, out var known) ? Add(id, name) : known.Name == name ? known : Keep(id, name); // a key may get another name
        return subject?.Terms.Rules.Length > 0 ? subject : null;
    }

    /// <summary>The same for a text of the request. No string is made of one that is known.</summary>
    public BudgetSubject? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) { return null; }
        Span<char> text = stackalloc char[MaxNameChars];
        if (Encoding.UTF8.GetMaxCharCount(utf8.Length) > MaxNameChars) { return Find(Encoding.UTF8.GetString(utf8), Encoding.UTF8.GetString(utf8)); }
        text = text[..Encoding.UTF8.GetChars(utf8, text)];
        if (_byText.TryGetValue(text, out var known)) { return known.Terms.Rules.Length > 0 ? known : null; }
        var name = new string(text);
        return Find(name, name);
    }

    /// <summary>The subject of this id, whether a budget is for it or not: what a store knows of.</summary>
    public BudgetSubject Restore(string id, string name) => Keep(id, name);

    /// <summary>Forgets what ended before a moment, and returns how many subjects went with it.</summary>
    public int Forget(long endedBeforeUnixMs)
    {
        var gone = 0;
        foreach (var (id, subject) in _subjects)
        {
            if (!subject.Forget(endedBeforeUnixMs) && _subjects.TryRemove(id, out _)) { gone++; }
        }

        return gone;
    }

    private BudgetSubject? Add(string id, string name)
    {
        var rules = Array.FindAll(Rules, rule => rule.Matches(id, name));
        if (rules.Length == 0) { return null; }
        if (_table.IsFull && id != Other && Array.TrueForAll(rules, rule => rule.Config.Match == "*"))
        {
            _table.CountOverflow();
            return Find(Other, Other);
        }

        return Keep(id, name);
    }

    private BudgetSubject Keep(string id, string name)
    {
        // With its terms from the first moment that others can find it: a request that met one without would not be counted.
        var made = new BudgetSubject(this, id, name) { Terms = TermsOf(id, name) };
        var kept = _subjects.GetOrAdd(id, made);
        if (ReferenceEquals(made, kept)) { _table.CountSubject(); }
        BudgetRule[] rules;
        do
        {
            // Other budgets may have come into force while it was not in the list yet.
            rules = Rules;
            (kept.Name, kept.Terms) = (name, TermsOf(id, name));
        }
        while (!ReferenceEquals(rules, Rules));
        return kept;
    }

    private BudgetTerms TermsOf(string id, string name) => new(Rules.Where(rule => rule.Matches(id, name)));
}
