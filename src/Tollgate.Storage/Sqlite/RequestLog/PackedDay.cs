namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>A closed day's rollup, packed.</summary>
/// <param name="Day">Which day.</param>
/// <param name="Commits">Writes to it before it was read: with another number now it is out of date.</param>
/// <param name="Blocks">The rollup and the map of request ids by <see cref="Grain"/>; null where the file has its summaries already, or has gone.</param>
internal sealed record PackedDay(int Day, long Commits, IReadOnlyDictionary<int, byte[]>? Blocks);
