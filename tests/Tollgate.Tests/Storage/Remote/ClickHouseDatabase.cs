using Shouldly;
using Tollgate.Configuration;
using Tollgate.Storage.ClickHouse;
using Tollgate.TestSupport;
using Tollgate.Tests.Storage.RequestLog;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

/// <summary>A database that is not there yet, on the server of the tests.</summary>
internal static class ClickHouseDatabase
{
    private static int _count;

    /// <summary>Names one; skips the test where there is no server.</summary>
    public static async Task<string> NameAsync(ClickHouseServer server)
    {
        await server.EnsureStartedAsync();
        Assert.SkipUnless(server.Missing.Length == 0, server.Missing);
        return $"t{Interlocked.Increment(ref _count)}";
    }

    public static StoreUrl Url(string database, int port, string password = ClickHouseServer.Password)
    {
        StoreUrl.TryParse(new Secret($"clickhouse://{ClickHouseServer.User}:{password}@127.0.0.1:{port}/{database}"), out var url, out _).ShouldBeTrue();
        return url!;
    }

    public static async Task<LogUnderTest> OpenAsync(ClickHouseServer server)
    {
        var log = new ClickHouseRequestLog(Url(await NameAsync(server), server.Port), PatientOptions.Default, TestOutbound.Http, new ManualTimeProvider(DateTimeOffset.UtcNow));
        return new LogUnderTest(log, log, log.DisposeAsync);
    }
}
