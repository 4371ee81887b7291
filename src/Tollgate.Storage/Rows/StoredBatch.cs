using Tollgate.Recording;
using Tollgate.Recording.Journal;

namespace Tollgate.Storage.Rows;

/// <summary>A batch with each id once: of entries the first of the highest revision, of contents the last.</summary>
internal static class StoredBatch
{
    public static IReadOnlyCollection<RequestEntry> Entries(RecordBatch batch)
    {
        var entries = new Dictionary<RecordId, RequestEntry>(batch.Entries.Count);
        foreach (var entry in batch.Entries)
        {
            if (!entries.TryGetValue(entry.Id, out var there) || entry.Revision > there.Revision) { entries[entry.Id] = entry; }
        }

        return entries.Values;
    }

    public static IReadOnlyCollection<CapturedContent> Contents(RecordBatch batch)
    {
        var contents = new Dictionary<RecordId, CapturedContent>();
        foreach (var content in batch.Contents) { contents[content.Id] = content; }
        return contents.Values;
    }
}
