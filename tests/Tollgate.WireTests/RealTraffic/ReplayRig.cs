using System.Text;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>A gateway before an upstream that plays recordings, and one client connection, opened anew whenever it has ended.</summary>
internal sealed class ReplayRig : IAsyncDisposable
{
    private RawClient? _client;

    private ReplayRig(ReplayUpstream upstream, RunningGateway gateway)
    {
        Upstream = upstream;
        Gateway = gateway;
    }

    public ReplayUpstream Upstream { get; }

    public RunningGateway Gateway { get; }

    public static Task<ReplayRig> StartAsync(string engine, IReadOnlyList<RecordedCall> calls) => StartAsync(engine, yaml =>
    {
        foreach (var provider in calls.DistinctBy(call => call.Provider))
        {
            yaml.Provider(provider);
        }
    });

    public static async Task<ReplayRig> StartAsync(string engine, Action<ProviderYaml> configure)
    {
        var upstream = ReplayUpstream.Start([]);
        try
        {
            var gateway = await RunningGateway.StartAsync(engine, yaml => configure(new ProviderYaml(yaml, upstream.Origin)));
            return new ReplayRig(upstream, gateway);
        }
        catch
        {
            await upstream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the recorded call through the gateway while the upstream plays its answer.</summary>
    public async Task<PlayedCall> PlayAsync(RecordedCall call, ReplayPlan plan)
    {
        var headers = call.Headers(Gateway.Key).Append("x-tollgate-provider: " + call.Provider);
        Upstream.Play(call.Recording, plan);
        var answer = await ExchangeAsync(call.Recording.Method, call.Target, call.Recording.RequestBody, [.. headers]);
        return new PlayedCall(call, answer, Upstream.TakeLast());
    }

    public async Task<RawResponse> ExchangeAsync(string method, string target, byte[] body, params string[] headers)
    {
        var client = Interlocked.Exchange(ref _client, null) ?? await Gateway.ConnectAsync();
        RawResponse? answer = null;
        try
        {
            await client.SendAsync(Compose(method, target, body, headers));
            answer = await client.ReadResponseAsync(method);
            return answer;
        }
        finally
        {
            if (answer is { KeepsConnection: true } && !MayHaveBroken(answer))
            {
                _client = client;
            }
            else
            {
                await client.DisposeAsync();
            }
        }
    }

    /// <summary>After a stream that broke the gateway closes, which its head could not say yet.</summary>
    private static bool MayHaveBroken(RawResponse answer) =>
        answer["content-type"]?.StartsWith("text/event-stream", StringComparison.Ordinal) == true && answer.BodyText.Contains("\"error\"", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static byte[] Compose(string method, string target, byte[] body, string[] headers)
    {
        var length = body.Length > 0 || method is "POST" ? $"content-length: {body.Length}\r\n" : "";
        var head = $"{method} {target} HTTP/1.1\r\nhost: gateway.test\r\n{string.Concat(headers.Select(line => line + "\r\n"))}{length}\r\n";
        return [.. Encoding.UTF8.GetBytes(head), .. body];
    }
}
