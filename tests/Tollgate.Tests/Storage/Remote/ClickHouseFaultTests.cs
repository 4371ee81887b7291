using Shouldly;
using Tollgate.Control.RequestLog;
using Tollgate.Storage;
using Tollgate.Storage.ClickHouse;
using Tollgate.Storage.Health;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

[Collection("clickhouse")]
public sealed class ClickHouseFaultTests(ClickHouseServer server) : RemoteStoreFaultContract
{
    private string _database = "";

    private protected override ServerProcess Server => server;

    private protected override string RightPassword => ClickHouseServer.Password;

    [Fact]
    public async Task A_question_that_takes_longer_than_its_limit_is_ended_by_the_server()
    {
        await Store.WriteAsync(Batch(2000, seed: 8), CancellationToken.None);
        var options = PatientOptions.Default with { QuestionLimit = TimeSpan.FromMilliseconds(0.001) };
        await using var log = new ClickHouseRequestLog(ClickHouseDatabase.Url(_database, server.Port), options, TestOutbound.Http, new ManualTimeProvider(DateTimeOffset.UtcNow));
        var query = new StatsQuery(new RequestFilter { From = Now.AddDays(-1), To = Now.AddDays(1) }, StatsInterval.All, []);
        (await Should.ThrowAsync<StoreException>(() => log.StatsAsync(query, CancellationToken.None))).Fault.ShouldBe(StoreFault.Timeout);
    }

    private protected override async Task PrepareAsync() => _database = await ClickHouseDatabase.NameAsync(server);

    private protected override IRemoteStore Open(int port, string password) =>
        new ClickHouseRequestLog(ClickHouseDatabase.Url(_database, port, password), PatientOptions.Default, TestOutbound.Http, TimeProvider.System);

    private protected override async Task<(long Requests, long TokensIn)> CountAsync()
    {
        await using var log = new ClickHouseRequestLog(ClickHouseDatabase.Url(_database, server.Port), PatientOptions.Default, TestOutbound.Http, new ManualTimeProvider(DateTimeOffset.UtcNow));
        return await LogCounts.OfAsync(log);
    }
}
