namespace Tollgate.Tests.Storage.RequestLog;

public sealed class SqliteLogWriteTests : RequestLogWriteContract
{
    private protected override Task<LogUnderTest> OpenAsync() => SqliteStore.OpenAsync();
}
