using Tollgate.TestSupport;
using Tollgate.Tests.Storage.RequestLog;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

[Collection("postgres")]
public sealed class PostgresRequestLogWriteTests(PostgresServer server) : RequestLogWriteContract
{
    private protected override Task<LogUnderTest> OpenAsync() => PostgresDatabase.OpenAsync(server);
}
