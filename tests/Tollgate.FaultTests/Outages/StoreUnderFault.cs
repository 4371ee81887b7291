using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.FaultTests.Outages;

/// <summary>A real store with a database of its own, behind a proxy that does harm; what it holds is asked past the proxy.</summary>
internal sealed class StoreUnderFault : IAsyncDisposable
{
    private readonly string _address;
    private readonly string _kind;
    private readonly string _database;
    private readonly Func<Task<IReadOnlyList<string>>> _ids;

    private StoreUnderFault(string kind, ServerProcess server, string user, string password, string database, Func<Task<IReadOnlyList<string>>> ids)
    {
        (_kind, _database, _ids) = (kind, database, ids);
        Server = server;
        Proxy = new TcpFaultProxy(server.Port);
        _address = string.Create(CultureInfo.InvariantCulture, $"{kind}://{user}:{password}@127.0.0.1:{Proxy.Port}/{database}");
    }

    public ServerProcess Server { get; }

    public TcpFaultProxy Proxy { get; }

    /// <summary>For <c>storage.log</c> or <c>storage.sinks</c>.</summary>
    public string Address => _kind == "postgres" ? _address + "?sslmode=disable" : _address;

    /// <summary>As status page and metrics call it.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{_kind}-127.0.0.1-{Proxy.Port}-{_database}");

    public static async Task<StoreUnderFault> OfAsync(PostgresServer server, string tablespace = "pg_default")
    {
        await EnsureAsync(server);
        var database = NewName();
        (await server.SqlAsync("postgres", $"CREATE DATABASE {database} TABLESPACE {tablespace}")).ShouldBe("");
        return new StoreUnderFault(
            "postgres", server, PostgresServer.User, PostgresServer.Password, database, async () => await server.QueryAsync(database, "SELECT request_id FROM requests"));
    }

    public static async Task<StoreUnderFault> OfAsync(ClickHouseServer server)
    {
        await EnsureAsync(server);
        var database = NewName();
        return new StoreUnderFault("clickhouse", server, ClickHouseServer.User, ClickHouseServer.Password, database, async () =>
        {
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Add("X-ClickHouse-User", ClickHouseServer.User);
            http.DefaultRequestHeaders.Add("X-ClickHouse-Key", ClickHouseServer.Password);
            using var statement = new StringContent("SELECT request_id FROM requests FINAL FORMAT TabSeparated");
            var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{server.Port}/?database={database}"), statement);
            return (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        });
    }

    public static async Task<StoreUnderFault> OfAsync(InfluxServer server)
    {
        await EnsureAsync(server);
        var database = NewName();
        return new StoreUnderFault("influx", server, InfluxServer.User, InfluxServer.Password, database, async () =>
        {
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{InfluxServer.User}:{InfluxServer.Password}")));
            var answer = await http.GetStringAsync(new Uri($"http://127.0.0.1:{server.Port}/query?db={database}&q={Uri.EscapeDataString("SELECT request_id FROM llm_requests")}"));
            using var json = JsonDocument.Parse(answer);
            return [.. json.RootElement.GetProperty("results")[0].GetProperty("series")[0].GetProperty("values").EnumerateArray().Select(row => row[1].GetString()!)];
        });
    }

    /// <summary>The id of every request that it holds, as often as it holds it.</summary>
    public Task<IReadOnlyList<string>> RequestIdsAsync() => _ids();

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();

    private static async Task EnsureAsync(ServerProcess server)
    {
        await server.EnsureStartedAsync();
        Assert.SkipUnless(server.Missing.Length == 0, server.Missing);
    }

    private static string NewName() => "o" + Guid.NewGuid().ToString("N")[..12];
}
