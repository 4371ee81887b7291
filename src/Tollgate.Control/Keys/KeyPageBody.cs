namespace Tollgate.Control.Keys;

/// <summary>A page of keys.</summary>
/// <param name="Items">The keys, oldest first.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null when this is the last.</param>
internal sealed record KeyPageBody(IReadOnlyList<KeyBody> Items, string? Next);
