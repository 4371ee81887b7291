namespace Tollgate.Control.Audit;

/// <summary>A page of the audit trail.</summary>
/// <param name="Items">The entries, newest first.</param>
/// <param name="Next">What to give as <c>before</c> for the next page; null when this is the last.</param>
internal sealed record AuditPageBody(IReadOnlyList<AuditBody> Items, long? Next);
