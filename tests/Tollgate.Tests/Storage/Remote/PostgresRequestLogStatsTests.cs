using Tollgate.TestSupport;
using Tollgate.Tests.Storage.RequestLog;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

[Collection("postgres")]
public sealed class PostgresRequestLogStatsTests(PostgresServer server) : RequestLogStatsContract
{
    private protected override Task<LogUnderTest> OpenAsync() => PostgresDatabase.OpenAsync(server);
}
