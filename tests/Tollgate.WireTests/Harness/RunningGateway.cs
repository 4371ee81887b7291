using System.Globalization;
using Tollgate.TestSupport;

namespace Tollgate.WireTests.Harness;

/// <summary>The real gateway on a free port, with a configuration file, an access log file and a key of its own.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly TempFolder _folder = new();
    private readonly LineLog _log = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string _engine;
    private IAsyncDisposable? _running;

    private RunningGateway(string engine)
    {
        _engine = engine;
        Port = FreePort.Take();
        BaseUrl = new Uri($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}");
        AccessLog = new AccessLogFile(_folder.File("access.log"));
    }

    public int Port { get; }

    /// <summary>Where it keeps its data.</summary>
    public string DataFolder => _folder.File("data");

    public Uri BaseUrl { get; }

    /// <summary>A key that may do everything: <see cref="Secrets.ClientKey"/>.</summary>
    public string Key => Secrets.ClientKey;

    /// <summary>The header line with that key.</summary>
    public string Authorization => "authorization: Bearer " + Key;

    public AccessLogFile AccessLog { get; }

    /// <summary>The configuration file.</summary>
    public string ConfigPath => _folder.File("tollgate.yaml");

    /// <summary>The data folder.</summary>
    public string DataDir => _folder.File("data");

    /// <summary>What the program printed so far, but the access log.</summary>
    public string Log => _log.ToString();

    /// <summary>Starts with an unlimited key, two loops, and whatever <paramref name="configure"/> adds.</summary>
    /// <exception cref="GatewayNotStartedException">It refused the configuration or does not answer; the message holds what it printed.</exception>
    public static async Task<RunningGateway> StartAsync(string engine, Action<GatewayYaml> configure, GatewayStart? start = null)
    {
        var gateway = new RunningGateway(engine);
        try
        {
            using var limit = new CancellationTokenSource(StartLimit);
            gateway.WriteConfig(configure);
            gateway._running = await (start ?? GatewayEntry.Start)(["serve", "--config", gateway._folder.File("tollgate.yaml")], gateway._log, limit.Token);
            if (!await Eventually.BecomesTrueAsync(gateway.AnswersAsync, StartLimit))
            {
                throw new TimeoutException("The gateway does not answer.");
            }

            return gateway;
        }
        catch (Exception fault)
        {
            await gateway.DisposeAsync();
            throw new GatewayNotStartedException($"No gateway: {fault.Message}\n{gateway.Log}", fault);
        }
    }

    /// <summary>One provider named <c>up</c> at the upstream, serving every model.</summary>
    public static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream, params (string Name, object? Value)[] more) =>
        StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, more));

    /// <summary>The text that <see cref="StartAsync(string, Action{GatewayYaml}, GatewayStart)"/> would write.</summary>
    public string Config(Action<GatewayYaml> configure)
    {
        var yaml = new GatewayYaml()
            .Set("server", "urls", (string[])[BaseUrl.GetLeftPart(UriPartial.Authority)])
            .Set("server", "engine", _engine)
            .Set("server", "loops", 2)
            .Set("server", "grace_seconds", 5)
            .Set("server", "drain_delay_seconds", 0)
            .Set("storage", "data_dir", _folder.File("data"))
            .Set("log", "access", _folder.File("access.log"))
            .Key("test", Key);
        configure(yaml);
        return yaml.ToString();
    }

    /// <summary>Tries to start, expects the configuration to be refused, and returns what was printed about it.</summary>
    public static async Task<string> RefusalAsync(string engine, Action<GatewayYaml> configure)
    {
        try
        {
            await using var gateway = await StartAsync(engine, configure);
        }
        catch (GatewayNotStartedException refused)
        {
            return refused.Message;
        }

        throw new InvalidOperationException("The configuration was accepted.");
    }

    /// <summary>Replaces the configuration file. The gateway sees it by itself.</summary>
    public void WriteConfig(Action<GatewayYaml> configure) => WriteConfig(Config(configure));

    /// <inheritdoc cref="WriteConfig(Action{GatewayYaml})"/>
    public void WriteConfig(string text) => _folder.Write("tollgate.yaml", text);

    /// <summary>Waits until the control plane, which starts behind the engine, answers.</summary>
    public Task ControlPlaneAsync() => Eventually.TrueAsync(async () =>
    {
        using var answer = await _http.GetAsync(new Uri(BaseUrl, "/v1/user/none"));
        return answer.StatusCode != System.Net.HttpStatusCode.ServiceUnavailable;
    });

    public Task<RawClient> ConnectAsync(int receiveBufferBytes = 0) => RawClient.ConnectAsync(Port, receiveBufferBytes);

    /// <summary>One request on a connection of its own, with the key.</summary>
    public async Task<RawResponse> ExchangeAsync(string method, string target, string? body, params string[] headers)
    {
        await using var client = await ConnectAsync();
        return await client.ExchangeAsync(method, target, body, [Authorization, .. headers]);
    }

    /// <summary>A chat completion on a connection of its own, with the key.</summary>
    public Task<RawResponse> ChatAsync(string body, params string[] headers) => ExchangeAsync("POST", "/v1/chat/completions", body, headers);

    /// <summary>The access log's record of an answered request.</summary>
    public Task<AccessRecord> RecordOfAsync(RawResponse answer) =>
        AccessLog.RecordAsync(answer["x-request-id"] ?? throw new InvalidOperationException($"No x-request-id: {answer}"));

    public async Task<MetricsPage> MetricsAsync() => new(await _http.GetStringAsync(new Uri(BaseUrl, "/metrics")));

    /// <summary>Stops it; the log then holds everything.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _running, null) is { } running)
        {
            await running.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(BaseUrl, "/health"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
