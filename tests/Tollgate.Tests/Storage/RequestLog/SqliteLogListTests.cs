namespace Tollgate.Tests.Storage.RequestLog;

public sealed class SqliteLogListTests : RequestLogListContract
{
    private protected override Task<LogUnderTest> OpenAsync() => SqliteStore.OpenAsync();
}
