using System.Globalization;
using Npgsql;
using Tollgate.Configuration;

namespace Tollgate.Storage.Postgres;

/// <summary>Connections for writing and for questions, each with bounds of their own.</summary>
internal static class PostgresConnections
{
    /// <summary>Seconds for one statement of a write; a merge waits for other replicas' rows.</summary>
    private const int WriteSeconds = 30;

    /// <summary>One writer with one connection, whose staging tables stay between uses.</summary>
    public static NpgsqlDataSource ForWriting(StoreUrl url) => Build(url, settings =>
    {
        settings.MaxPoolSize = 2;
        settings.NoResetOnClose = true;
        settings.CommandTimeout = WriteSeconds;
        settings.Options = "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000";
    });

    /// <summary>Questions end at their limit on the server, whatever they ask (check 32), and change nothing.</summary>
    public static NpgsqlDataSource ForQuestions(StoreUrl url, TimeSpan limit) => Build(url, settings =>
    {
        settings.MaxPoolSize = 4;
        settings.CommandTimeout = (int)Math.Ceiling(2 * limit.TotalSeconds);
        settings.Options = string.Create(CultureInfo.InvariantCulture, $"-c statement_timeout={(int)limit.TotalMilliseconds} -c default_transaction_read_only=on");
    });

    private static NpgsqlDataSource Build(StoreUrl url, Action<NpgsqlConnectionStringBuilder> with)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host.Trim('[', ']'),
            Port = url.Port,
            Database = url.Database,
            Username = url.User.Length > 0 ? url.User : "tollgate",
            Password = url.Password?.Reveal(),
            Timeout = 5,
            CancellationTimeout = 1000,
            TcpKeepAlive = true,
            Timezone = "UTC",
            ApplicationName = "tollgate",
            IncludeErrorDetail = false,
            SslMode = url.SslMode switch
            {
                "disable" => SslMode.Disable,
                "require" => SslMode.Require,
                "verify-ca" => SslMode.VerifyCA,
                "verify-full" => SslMode.VerifyFull,
                _ => SslMode.Prefer,
            },
        };
        with(settings);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
