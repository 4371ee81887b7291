using Tollgate.Configuration;

namespace Tollgate.Admission.Budgets;

/// <summary>A budget of the configuration in force, and what happened to requests because of it.</summary>
/// <param name="config">Checked.</param>
/// <param name="source">Who made it: <c>file</c> or <c>api</c>.</param>
internal sealed class BudgetRule(BudgetConfig config, string source = "file")
{
    private long _refused;

    public BudgetConfig Config => config;

    public string Name { get; } = config.FullName;

    public string Source => source;

    /// <summary>Requests answered 402 since the start.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Whether it is for a subject: by its id, or by the name that people know it by.</summary>
    public bool Matches(string id, string name) => config.Match == "*" || config.Match == name || config.Match == id;

    public void CountRefused() => Interlocked.Increment(ref _refused);
}
