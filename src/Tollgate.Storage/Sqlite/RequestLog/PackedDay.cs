namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>A closed day's rollup, packed.</summary>
/// <param name="Day">Which day.</param>
/// <param name="Commits">Writes to it before it was read: with another number now it is out of date.</param>
/// <param name="ByHour">By hours; null where the file has its summaries already, or has gone.</param>
/// <param name="Whole">The whole day.</param>
internal sealed record PackedDay(int Day, long Commits, byte[]? ByHour, byte[]? Whole);
