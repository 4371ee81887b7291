using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Tollgate.WireTests.Mock;

namespace Tollgate.WireTests.Sdk;

/// <summary>A gateway with everything behind it that published SDKs are driven against.</summary>
internal sealed class SdkRig : IAsyncDisposable
{
    /// <summary>May use the demo model and nothing else.</summary>
    public const string NarrowKey = "sk-sdk-narrow-0001";

    /// <summary>One request at once, and one more each second.</summary>
    public const string LimitedKey = "sk-sdk-limited-0001";

    private SdkRig(RunningMock mock)
    {
        Mock = mock;
        Hanging = ScriptedUpstream.Choose(static request => request.BodyText.Contains("hang-silent", StringComparison.Ordinal)
            ? new UpstreamScript().ThenHang()
            : new UpstreamScript().Event(Chat.Delta("Hello")).ThenHang());
        Late = ScriptedUpstream.Start(static script => script.ThenHang());
        Replay = ReplayUpstream.Start(Recordings.All());
    }

    public RunningGateway Gateway { get; private set; } = null!;

    public RunningMock Mock { get; }

    /// <summary>Says one event, or with the model <c>hang-silent</c> nothing, and waits for the gateway to leave.</summary>
    public ScriptedUpstream Hanging { get; }

    /// <summary>Misses the first byte's deadline, which is short.</summary>
    public ScriptedUpstream Late { get; }

    public ReplayUpstream Replay { get; }

    public static async Task<SdkRig> StartAsync(string engine)
    {
        var rig = new SdkRig(await RunningMock.StartAsync());
        try
        {
            rig.Gateway = await RunningGateway.StartAsync(engine, rig.Configure);
            return rig;
        }
        catch (GatewayNotStartedException)
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
        }

        await Mock.DisposeAsync();
        await Hanging.DisposeAsync();
        await Late.DisposeAsync();
        await Replay.DisposeAsync();
    }

    private void Configure(GatewayYaml yaml) => yaml
        .Set("server", "heartbeat_seconds", 1)
        .Add("providers", "{ name: demo, kind: demo }")
        .Provider("mock", At("/v1"), ("models", (string[])["mock", "demo-*"]), ("default", true))
        .Provider("claude", At("/v1"), ("kind", "anthropic"), ("models", (string[])["claude-*"]))
        .Provider("gemini", At("/v1beta"), ("kind", "gemini"), ("models", (string[])["gemini-*"]))
        .Provider("hanging", Hanging.BaseUrl, ("models", (string[])["hang", "hang-silent"]))
        .Provider("late", Late.BaseUrl, ("models", (string[])["late"]), ("first_byte_timeout_seconds", 0.2))
        .Provider("unreachable", $"http://127.0.0.1:{FreePort.Take()}/v1", ("models", (string[])["unreachable"]))
        .Provider("replay", Replay.BaseUrl, ("models", (string[])["replay", "replay-*"]), ("include_usage", false))
        .Key("narrow", NarrowKey, ("models", (string[])["demo"]), ("passthrough", false))
        .Key("limited", LimitedKey)
        .RequestLimit(limit: 60, per: "1m", burst: 1, key: "limited");

    private string At(string path) => new Uri(Mock.Address, path).ToString();
}
