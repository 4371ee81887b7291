namespace Tollgate.Control.Limits;

/// <summary>Rules, and one page of their subjects.</summary>
/// <param name="Rules">All rules that the filter lets through.</param>
/// <param name="Data">How their subjects stand, in the order in which they were first seen.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
internal sealed record LimitListBody(IReadOnlyList<LimitRuleBody> Rules, IReadOnlyList<LimitSubjectBody> Data, string? Next);
