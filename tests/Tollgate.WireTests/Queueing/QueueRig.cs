using System.Collections.Concurrent;
using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.Queueing;

/// <summary>A gateway whose provider answers each request when the test says so, and remembers in which order they came.</summary>
internal sealed class QueueRig : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _received = new();
    private readonly List<RawClient> _clients = [];
    private ScriptedUpstream? _upstream;
    private volatile bool _answersAtOnce;

    private QueueRig()
    {
    }

    public RunningGateway Gateway { get; private set; } = null!;

    /// <summary>Contents of the requests that reached the provider, in order.</summary>
    public IReadOnlyList<string> Received => [.. _received];

    /// <summary>Starts with one provider and what <paramref name="configure"/> adds: limits above all.</summary>
    /// <param name="engine">The socket engine.</param>
    /// <param name="configure">The limits and keys.</param>
    /// <param name="answersAtOnce">The provider does not wait to be told.</param>
    public static async Task<QueueRig> StartAsync(string engine, Action<GatewayYaml> configure, bool answersAtOnce = false)
    {
        var rig = new QueueRig { _answersAtOnce = answersAtOnce };
        rig._upstream = ScriptedUpstream.Choose(_ => new UpstreamScript().Decide(rig.Answer));
        rig.Gateway = await RunningGateway.StartAsync(engine, yaml => configure(yaml.Provider("up", rig._upstream.BaseUrl)));
        return rig;
    }

    /// <summary>One request at a time, of everybody together.</summary>
    public static string OneAtATime(int max = 100, double timeout = 60, double heartbeat = 10) =>
        $"{{ name: one, scope: global, metric: concurrency, limit: 1, on_exceeded: queue, queue: {{ max: {max}, timeout_seconds: {Number(timeout)}, heartbeat_seconds: {Number(heartbeat)} }} }}";

    /// <summary>Sends a request whose content is its name.</summary>
    public async Task<RawClient> SendAsync(string name, string? key = null, bool stream = false)
    {
        var client = await Gateway.ConnectAsync();
        client.Patience = Patience;
        _clients.Add(client);
        await client.SendRequestAsync(
            "POST", "/v1/chat/completions", Chat.Request(content: name, stream: stream), "authorization: Bearer " + (key ?? Gateway.Key));
        return client;
    }

    /// <summary>Sends a request and waits until it is at the provider.</summary>
    public async Task<RawClient> HoldAsync(string name, string? key = null)
    {
        var client = await SendAsync(name, key);
        await ReceivedAsync(name);
        return client;
    }

    /// <summary>Sends a request and waits until as many wait as should.</summary>
    public async Task<RawClient> QueueAsync(int depth, string name, string? key = null, bool stream = false)
    {
        var client = await SendAsync(name, key, stream);
        await DepthAsync(depth);
        return client;
    }

    /// <summary>Waits until that many requests wait.</summary>
    public Task DepthAsync(int depth) => Eventually.TrueAsync(async () => await NumberAsync("llm_queue_depth") == depth, Patience, $"{depth} requests wait");

    /// <summary>A figure of the metrics page, over all rules.</summary>
    public async Task<double> NumberAsync(string name) => (await Gateway.MetricsAsync()).Sum(name) ?? 0;

    /// <summary>Waits until the provider has the request.</summary>
    public Task ReceivedAsync(string name) => Eventually.TrueAsync(() => _received.Contains(name), Patience, $"{name} reaches the provider");

    /// <summary>Lets the provider answer.</summary>
    public void Answer(string name) => GateOf(name).TrySetResult();

    /// <summary>The answer of a request that the provider may answer now.</summary>
    public async Task<RawResponse> FinishAsync(string name, RawClient client)
    {
        Answer(name);
        var answer = await client.ReadResponseAsync();
        answer.Status.ShouldBe(200, answer.ToString());
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        _answersAtOnce = true;
        foreach (var gate in _answers.Values)
        {
            gate.TrySetResult();
        }

        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await Gateway.DisposeAsync();
        await _upstream!.DisposeAsync();
    }

    private static string Number(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private TaskCompletionSource GateOf(string name) =>
        _answers.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private UpstreamScript Answer(ReceivedRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        var name = body.RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!;
        _received.Enqueue(name);
        var script = _answersAtOnce ? new UpstreamScript() : new UpstreamScript().WaitFor(GateOf(name).Task);
        return body.RootElement.GetProperty("stream").GetBoolean() ? script.Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).Done() : script.Json(Chat.Answer);
    }
}
