using System.Globalization;

namespace Tollgate.TestSupport;

/// <summary>The ClickHouse engine of the npm package <c>chdb</c> behind HTTP: see <c>tests/clickhouse-node</c>.</summary>
public sealed class ClickHouseServer : ServerProcess
{
    public const string User = "tollgate";

    public const string Password = "ch-canary-71f2";

    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);

    private string _node = "";
    private string _scripts = "";

    protected override async Task<string> PrepareAsync()
    {
        if (FindCommand("node") is not { } node || FindCommand("npm") is not { } npm) { return "node and npm are not installed (Debian: apt-get install nodejs npm)"; }
        _node = node;
        _scripts = Locate();
        var mark = Path.Combine(_scripts, "node_modules", ".installed");
        if (File.Exists(mark) && File.GetLastWriteTimeUtc(mark) >= File.GetLastWriteTimeUtc(Path.Combine(_scripts, "package.json"))) { return ""; }
        var problem = await RunAsync(npm, ["install", "--prefix", _scripts, "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"], InstallLimit);
        if (problem.Length > 0) { return "npm could not install chdb, the ClickHouse engine: " + problem; }
        await File.WriteAllTextAsync(mark, "");
        return "";
    }

    protected override ProcessRunner Launch() => ProcessRunner.Start(
        // ClickHouse takes addresses of up to 1 MiB (http_max_uri_size).
        _node, ["--max-http-header-size=1048576", Path.Combine(_scripts, "server.mjs"), Port.ToString(CultureInfo.InvariantCulture), Path.Combine(Folder, "data"), User, Password]);

    protected override async Task<bool> IsReadyAsync()
    {
        using var http = new HttpClient();
        try
        {
            return (await http.GetAsync(new Uri($"http://127.0.0.1:{Port}/ping"))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Locate()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "tests", "clickhouse-node");
            if (File.Exists(Path.Combine(candidate, "package.json"))) { return candidate; }
        }

        throw new DirectoryNotFoundException("tests/clickhouse-node is not beside the test binary.");
    }
}
