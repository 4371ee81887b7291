using Shouldly;
using Tollgate.Configuration;
using Tollgate.Storage.Postgres;
using Tollgate.TestSupport;
using Tollgate.Tests.Storage.RequestLog;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

/// <summary>An empty database on the server of the tests.</summary>
internal static class PostgresDatabase
{
    private static int _count;

    /// <summary>Makes one; skips the test where there is no server.</summary>
    public static async Task<string> CreateAsync(PostgresServer server)
    {
        await server.EnsureStartedAsync();
        Assert.SkipUnless(server.Missing.Length == 0, server.Missing);
        var name = $"t{Interlocked.Increment(ref _count)}";
        (await server.SqlAsync("postgres", $"CREATE DATABASE {name}")).ShouldBe("");
        return name;
    }

    public static StoreUrl Url(string database, int port, string password = PostgresServer.Password)
    {
        StoreUrl.TryParse(new Secret($"postgres://{PostgresServer.User}:{password}@127.0.0.1:{port}/{database}"), out var url, out _).ShouldBeTrue();
        return url!;
    }

    public static async Task<LogUnderTest> OpenAsync(PostgresServer server)
    {
        var log = new PostgresRequestLog(Url(await CreateAsync(server), server.Port), PatientOptions.Default, new ManualTimeProvider(DateTimeOffset.UtcNow));
        return new LogUnderTest(log, log, log.DisposeAsync);
    }
}
