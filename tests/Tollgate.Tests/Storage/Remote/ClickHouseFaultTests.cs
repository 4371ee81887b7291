using Tollgate.Storage;
using Tollgate.Storage.ClickHouse;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

[Collection("clickhouse")]
public sealed class ClickHouseFaultTests(ClickHouseServer server) : RemoteStoreFaultContract
{
    private string _database = "";

    private protected override ServerProcess Server => server;

    private protected override string RightPassword => ClickHouseServer.Password;

    private protected override async Task PrepareAsync() => _database = await ClickHouseDatabase.NameAsync(server);

    private protected override IRemoteStore Open(int port, string password) =>
        new ClickHouseRequestLog(ClickHouseDatabase.Url(_database, port, password), PatientOptions.Default, TestOutbound.Http, TimeProvider.System);

    private protected override async Task<(long Requests, long TokensIn)> CountAsync()
    {
        await using var log = new ClickHouseRequestLog(ClickHouseDatabase.Url(_database, server.Port), PatientOptions.Default, TestOutbound.Http, new ManualTimeProvider(DateTimeOffset.UtcNow));
        return await LogCounts.OfAsync(log);
    }
}
