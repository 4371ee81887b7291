using Tollgate.Recording;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Numbers of the request log's events.</summary>
internal static class LogEvents
{
    public const int FileSetAside = EventRange.Storage + 50;
    public const int DayDropped = EventRange.Storage + 51;
    public const int RecordsOutOfTime = EventRange.Storage + 52;
}
