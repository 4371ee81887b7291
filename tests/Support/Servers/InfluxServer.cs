using System.Globalization;

namespace Tollgate.TestSupport;

/// <summary>InfluxDB 1 of the Debian package, with authentication on.</summary>
public sealed class InfluxServer : ServerProcess
{
    public const string User = "tollgate";

    public const string Password = "if-canary-0c9e";

    private string _binary = "";

    protected override async Task<string> PrepareAsync()
    {
        if (FindCommand("influxd", "/usr/sbin", "/usr/bin") is not { } binary) { return "InfluxDB is not installed (Debian: apt-get install influxdb)"; }
        _binary = binary;
        await File.WriteAllTextAsync(Path.Combine(Folder, "influxdb.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:0"
            [meta]
              dir = "{Folder}/meta"
            [data]
              dir = "{Folder}/data"
              wal-dir = "{Folder}/wal"
              query-log-enabled = false
            [http]
              bind-address = "127.0.0.1:{Port}"
              auth-enabled = true
              log-enabled = false
            [monitor]
              store-enabled = false
            """));
        return "";
    }

    protected override ProcessRunner Launch() => ProcessRunner.Start(_binary, ["-config", Path.Combine(Folder, "influxdb.conf")]);

    protected override async Task<bool> IsReadyAsync()
    {
        using var http = new HttpClient();
        try
        {
            // The first user may be made without signing in; afterwards this is refused, and the server is ready all the same.
            var statement = new FormUrlEncodedContent([new("q", $"CREATE USER {User} WITH PASSWORD '{Password}' WITH ALL PRIVILEGES")]);
            var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{Port}/query"), statement);
            return (int)answer.StatusCode is 200 or 401;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
