using Tollgate.TestSupport;
using Tollgate.Tests.Storage.RequestLog;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

[Collection("clickhouse")]
public sealed class ClickHouseRequestLogStatsTests(ClickHouseServer server) : RequestLogStatsContract
{
    private protected override Task<LogUnderTest> OpenAsync() => ClickHouseDatabase.OpenAsync(server);
}
