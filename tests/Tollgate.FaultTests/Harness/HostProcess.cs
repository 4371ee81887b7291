using System.Globalization;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.FaultTests.Harness;

/// <summary>The built gateway as an operator runs it: a process, a configuration file, a port.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private readonly TempFolder _folder = new();
    private readonly string _engine;
    private readonly HostStart? _start;

    private HostProcess(string engine, HostStart? start)
    {
        _engine = engine;
        _start = start?.Source is null ? null : start with
        {
            Environment = new Dictionary<string, string?>(start.Environment, StringComparer.Ordinal) { ["TOLLGATE_DATA_DIR"] = DataFolder },
        };
        Port = FreePort.Take();
    }

    public int Port { get; }

    public ProcessRunner Process { get; private set; } = null!;

    public string Url => $"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    public string ConfigPath => _folder.File("tollgate.yaml");

    public string DataFolder => _folder.File("data");

    public string Authorization => "authorization: Bearer " + Secrets.ClientKey;

    /// <summary>Everything printed so far.</summary>
    public string Printed => string.Join('\n', Process.Out.Concat(Process.Err));

    /// <summary>Starts with two loops and a key, and waits until it answers unless told otherwise.</summary>
    public static async Task<HostProcess> StartAsync(string engine, Action<GatewayYaml> configure, HostStart? start = null, bool waits = true)
    {
        var host = new HostProcess(engine, start);
        host.Write(host.Config(configure));
        host.Process = Launch(["serve", "--config", start?.Source?.Url ?? host.ConfigPath], host._start ?? start);
        if (waits && (!await Eventually.BecomesTrueAsync(host.AnswersOrEndedAsync, StartLimit) || host.Process.HasExited))
        {
            var printed = host.Printed;
            await host.DisposeAsync();
            throw new InvalidOperationException("The gateway does not answer:\n" + printed);
        }

        return host;
    }

    /// <summary>One provider named <c>up</c> that serves every model.</summary>
    public static Task<HostProcess> StartAsync(string engine, ScriptedUpstream upstream, HostStart? start = null) =>
        StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("max_connections", 4096)), start);

    /// <summary>Runs the executable.</summary>
    public static ProcessRunner Launch(IReadOnlyList<string> arguments, HostStart? start = null)
    {
        start ??= new HostStart();
        return start.Descriptors == 0
            ? ProcessRunner.Start("dotnet", [BuiltHost.Path(), .. arguments], start.Environment, readsOut: start.ReadsOut)
            : ProcessRunner.Start(
                "sh",
                ["-c", $"ulimit -n {start.Descriptors.ToString(CultureInfo.InvariantCulture)} && exec dotnet \"$0\" \"$@\"", BuiltHost.Path(), .. arguments],
                start.Environment,
                readsOut: start.ReadsOut);
    }

    /// <summary>The text of a configuration file.</summary>
    public string Config(Action<GatewayYaml> configure)
    {
        var yaml = new GatewayYaml()
            .Set("server", "urls", (string[])[Url])
            .Set("server", "engine", _engine)
            .Set("server", "loops", 2)
            .Set("server", "grace_seconds", 20)
            .Set("server", "drain_delay_seconds", 0)
            .Set("storage", "data_dir", DataFolder)
            .Key("test", Secrets.ClientKey);
        configure(yaml);
        return yaml.ToString();
    }

    /// <summary>Replaces the configuration file, as an editor would, or what its source has.</summary>
    public void Write(string config)
    {
        _folder.Write("tollgate.yaml", config);
        _start?.Source?.Serve(config);
    }

    public Task<RawClient> ConnectAsync(int receiveBufferBytes = 0) => RawClient.ConnectAsync(Port, receiveBufferBytes);

    /// <summary>One request on a connection of its own, with the key.</summary>
    public async Task<RawResponse> ExchangeAsync(string method, string target, string? body = null)
    {
        await using var client = await ConnectAsync();
        return await client.ExchangeAsync(method, target, body, Authorization);
    }

    public Task<RawResponse> ChatAsync(string? body = null) => ExchangeAsync("POST", "/v1/chat/completions", body ?? Chat.Request());

    /// <summary>Opens a stream and reads its head.</summary>
    public async Task<(RawClient Client, RawResponse Answer)> OpenStreamAsync(string content = "Hi", int receiveBufferBytes = 0)
    {
        var client = await ConnectAsync(receiveBufferBytes);
        await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(stream: true, content: content), Authorization);
        return (client, await client.ReadHeadAsync());
    }

    public async Task<double> MetricAsync(string name, params (string Label, string Value)[] labels) =>
        new MetricsPage((await ExchangeAsync("GET", "/metrics")).BodyText).Sum(name, labels)
        ?? throw new InvalidOperationException($"No metric {name}.");

    /// <summary>Whether the metrics hold a series above 0; one that has never counted is not there.</summary>
    public async Task<bool> HasCountedAsync(string name, params (string Label, string Value)[] labels) =>
        new MetricsPage((await ExchangeAsync("GET", "/metrics")).BodyText).Sum(name, labels) > 0;

    /// <summary>It serves, and nothing unforeseen happened inside it.</summary>
    public async Task ShouldBeSoundAsync()
    {
        (await ExchangeAsync("GET", "/health")).Status.ShouldBe(200);
        (await MetricAsync("tollgate_loop_faults_total")).ShouldBe(0);
        Process.HasExited.ShouldBeFalse();
        Printed.ShouldNotContain("unexpected exception");
    }

    /// <summary>Ends it without warning.</summary>
    public async Task KillAsync()
    {
        Process.Signal(UnixSignal.Kill);
        await Process.ExitAsync();
        await Process.DisposeAsync();
    }

    /// <summary>Starts it again with the same configuration, data and port, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        Process = Launch(["serve", "--config", _start?.Source?.Url ?? ConfigPath], _start);
        if (!await Eventually.BecomesTrueAsync(AnswersOrEndedAsync, StartLimit) || Process.HasExited)
        {
            throw new InvalidOperationException("The gateway does not answer:\n" + Printed);
        }
    }

    /// <summary>Ends it in order and gives the exit code.</summary>
    public Task<int> StopAsync(UnixSignal signal = UnixSignal.Terminate)
    {
        Process.Signal(signal);
        return Process.ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> AnswersOrEndedAsync()
    {
        if (Process.HasExited)
        {
            return true;
        }

        try
        {
            return (await ExchangeAsync("GET", "/health")).Status == 200;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
