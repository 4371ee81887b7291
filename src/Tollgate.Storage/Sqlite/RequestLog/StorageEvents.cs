namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Numbers of the request log's events.</summary>
internal static class StorageEvents
{
    public const int First = 3000;
    public const int FileSetAside = First + 50;
    public const int DayDropped = First + 51;
    public const int RecordsOutOfTime = First + 52;
}
