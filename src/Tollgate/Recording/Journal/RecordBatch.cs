namespace Tollgate.Recording.Journal;

/// <summary>What a sink is given at once, in the order in which each loop wrote it.</summary>
/// <param name="Entries">Finished requests. One id may come twice, the higher <see cref="RequestEntry.Revision"/> later.</param>
/// <param name="Contents">Captured content of these or earlier requests.</param>
internal sealed record RecordBatch(IReadOnlyList<RequestEntry> Entries, IReadOnlyList<CapturedContent> Contents);
