using Tollgate.Storage.Sqlite.RequestLog;
using Tollgate.TestSupport;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>A request log in SQLite in a folder of its own.</summary>
internal static class SqliteStore
{
    public static Task<LogUnderTest> OpenAsync()
    {
        var folder = new TempFolder();
        var log = SqliteRequestLog.Open(folder.File("requests"), new SqliteLogOptions(), TimeProvider.System);
        return Task.FromResult(new LogUnderTest(log, log, async () =>
        {
            await log.DisposeAsync();
            folder.Dispose();
        }));
    }
}
