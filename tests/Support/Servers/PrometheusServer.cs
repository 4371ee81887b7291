using System.Globalization;
using System.Text.Json;

namespace Tollgate.TestSupport.Servers;

/// <summary>A real Prometheus on a free port, scraping one target every second, with exemplars kept and rules loaded.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private ProcessRunner? _process;

    private PrometheusServer()
    {
    }

    /// <summary>Why there is none; null where there is one.</summary>
    public static string? Obstacle => Find("prometheus") is null || Promtool is null ? "Prometheus is not installed (Debian: apt-get install prometheus)." : null;

    /// <summary>The tool that checks rules; null where it is not installed.</summary>
    public static string? Promtool => Find("promtool");

    /// <summary>Starts it.</summary>
    /// <param name="target">Host and port to scrape as job <c>gateway</c>.</param>
    /// <param name="rules">A rule file.</param>
    public static async Task<PrometheusServer> StartAsync(string target, string rules)
    {
        var server = new PrometheusServer();
        server._folder.Write(
            "prometheus.yml",
            $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: [{{rules}}]
            scrape_configs: [{ job_name: gateway, static_configs: [{ targets: ["{{target}}"] }] }]
            """);
        try
        {
            var listen = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Take()}");
            server._http.BaseAddress = new Uri($"http://{listen}");
            server._process = ProcessRunner.Start(
                Find("prometheus") ?? throw new InvalidOperationException(Obstacle),
                [
                    $"--config.file={server._folder.File("prometheus.yml")}", $"--storage.tsdb.path={server._folder.File("tsdb")}",
                    $"--web.listen-address={listen}", "--enable-feature=exemplar-storage", "--log.level=warn",
                ]);
            if (!await Eventually.BecomesTrueAsync(server.IsReadyAsync, TimeSpan.FromSeconds(30)))
            {
                throw new TimeoutException("Prometheus does not start:\n" + string.Join('\n', server._process.Err));
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The result of a query of now.</summary>
    /// <exception cref="InvalidOperationException">Prometheus does not take the query.</exception>
    public async Task<JsonElement> QueryAsync(string expression) =>
        (await GetAsync("/api/v1/query?query=" + Uri.EscapeDataString(expression))).GetProperty("result");

    /// <summary>The exemplars of a query's series in the last hour.</summary>
    public Task<JsonElement> ExemplarsAsync(string expression, DateTimeOffset now) => GetAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"/api/v1/query_exemplars?query={Uri.EscapeDataString(expression)}&start={now.AddHours(-1).ToUnixTimeSeconds()}&end={now.AddMinutes(1).ToUnixTimeSeconds()}"));

    /// <summary>Any part of the API: its <c>data</c>.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("status").GetString() == "success"
            ? document.RootElement.GetProperty("data").Clone()
            : throw new InvalidOperationException($"{path}: {document.RootElement}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _http.Dispose();
        _folder.Dispose();
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/-/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!_process!.HasExited)
        {
            return false;
        }
    }
}
