namespace Tollgate.Tests.Storage.RequestLog;

public sealed class SqliteLogStatsTests : RequestLogStatsContract
{
    private protected override Task<LogUnderTest> OpenAsync() => SqliteStore.OpenAsync();
}
