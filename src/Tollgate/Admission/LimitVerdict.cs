using Tollgate.Configuration;

namespace Tollgate.Admission;

/// <summary>Whether a request may start.</summary>
/// <param name="Blocking">The cell that stops it: of those without room the one that rejects rather than queues, and of these the one that takes longest; null when it may start.</param>
/// <param name="RetryMs">Milliseconds until that cell may have room, rounded up; 0 where only the end of another request makes room.</param>
/// <param name="IsNever">It asks for more at once than the rule ever admits: waiting does not help.</param>
internal readonly record struct LimitVerdict(LimitCell? Blocking, long RetryMs, bool IsNever)
{
    /// <summary>Everything was taken.</summary>
    public bool IsAdmitted => Blocking is null;

    /// <summary>All rules that stop it let requests wait.</summary>
    public bool MayQueue => Blocking is { Rule.OnExceeded: ExceededAction.Queue } && !IsNever;

    /// <summary>Value of <c>Retry-After</c>: whole seconds, rounded up, at least 1.</summary>
    public int RetryAfterSeconds => (int)Math.Clamp((RetryMs + 999) / 1000, 1, int.MaxValue);
}
