using Shouldly;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Configuration;

/// <summary>Addresses of remote stores.</summary>
public sealed class StoreUrlTests
{
    [Theory]
    [InlineData("postgres://u:p%40ss@db.example.com/gate", StoreKind.Postgres, "db.example.com", 5432, "u", "p@ss", "gate")]
    [InlineData("postgresql://u@[::1]:6000/gate?sslmode=verify-full", StoreKind.Postgres, "[::1]", 6000, "u", null, "gate")]
    [InlineData("clickhouse://ch.example.com", StoreKind.ClickHouse, "ch.example.com", 8123, "", null, "tollgate")]
    [InlineData("clickhouse://u:p@ch.example.com/logs?secure=true", StoreKind.ClickHouse, "ch.example.com", 8443, "u", "p", "logs")]
    [InlineData("influx://:token@in.example.com/bucket?org=acme", StoreKind.Influx, "in.example.com", 8086, "", "token", "bucket")]
    public void An_address_is_read_in_its_parts(string text, StoreKind kind, string host, int port, string user, string? password, string database)
    {
        StoreUrl.TryParse(new Secret(text), out var url, out _).ShouldBeTrue();
        (url!.Kind, url.Host.Trim('[', ']'), url.Port, url.User, url.Password?.Reveal(), url.Database).ShouldBe((kind, host.Trim('[', ']'), port, user, password, database));
    }

    [Theory]
    [InlineData("mysql://host/db")]
    [InlineData("postgres://")]
    [InlineData("postgres://canary-secret@host:99999/db")]
    [InlineData("postgres://u:canary-secret@host/db?sslmod=require")]
    [InlineData("postgres://u:canary-secret@host/db?sslmode=maybe")]
    [InlineData("postgres://u:canary-secret@host/d'b")]
    [InlineData("postgres://u:canary-secret@host/a/b")]
    [InlineData("postgres://u:canary-secret/x@host/db")]
    [InlineData("postgres://u:canary-secret#1@host/db")]
    [InlineData("postgres://u:canary secret@host/db")]
    [InlineData("postgres://u:canary-secret%0a@host/db")]
    [InlineData("clickhouse://u:canary-secret@host/db?secure=yes")]
    [InlineData("clickhouse://u:canary-secret@host/db?secure=true&secure=false")]
    [InlineData("influx://host/bucket?org=canary-secret")]
    public void A_wrong_address_is_refused_without_repeating_it(string text)
    {
        StoreUrl.TryParse(new Secret(text), out _, out var problem).ShouldBeFalse();
        problem.ShouldNotContain("canary");
    }

    [Fact]
    public void Neither_name_nor_text_shows_a_password()
    {
        StoreUrl.TryParse(new Secret("postgres://u:canary@host/db"), out var url, out _).ShouldBeTrue();
        url!.Name.ShouldBe("postgres-host-5432-db");
        url.ToString().ShouldNotContain("canary");
    }

    [Fact]
    public void The_configuration_names_the_index_of_a_wrong_store()
    {
        var config = new GatewayConfig
        {
            Storage = new StorageConfig
            {
                Log = new Secret("postgres://u:canary@127.0.0.1/db"),
                Sinks = [new Secret("influx://127.0.0.1/x"), new Secret("nonsense"), new Secret("postgres://u:other@127.0.0.1/db"), new Secret("clickhouse://169.254.169.254/db")],
            },
        };
        var findings = new ConfigFindings();
        StoreRules.Check(config, findings);
        findings.Errors.Select(error => error.Path).ShouldBe(["storage.sinks[1]", "storage.sinks[2]", "storage.sinks[3]"]);
    }
}
