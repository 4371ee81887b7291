using Shouldly;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Grammar;
using Tollgate.WireTests.Harness;
using Tollgate.WireTests.Mock;
using Tollgate.WireTests.Realtime;
using Tollgate.WireTests.Translation;

namespace Tollgate.WireTests.Sdk;

/// <summary>A gateway with everything behind it that published SDKs are driven against.</summary>
internal sealed class SdkRig : IAsyncDisposable
{
    /// <summary>May use the demo model and nothing else.</summary>
    public const string NarrowKey = "sk-sdk-narrow-0001";

    /// <summary>One request at once, and one more each second.</summary>
    public const string LimitedKey = "sk-sdk-limited-0001";

    /// <summary>Models that think, sign what they thought, and call a tool three times.</summary>
    private static readonly ThinkingVendor[] Vendors =
        [new(ClientDialect.Anthropic, calls: 3), new(ClientDialect.Gemini, calls: 3), new(ClientDialect.Responses, calls: 3)];

    private SdkRig(RunningMock mock)
    {
        Mock = mock;
        Hanging = ScriptedUpstream.Choose(static request => request.BodyText.Contains("hang-silent", StringComparison.Ordinal)
            ? new UpstreamScript().ThenHang()
            : new UpstreamScript().Event(Chat.Delta("Hello")).ThenHang());
        Late = ScriptedUpstream.Start(static script => script.ThenHang());
        Replay = ReplayUpstream.Start(Recordings.All());
        Thinking = [.. Vendors.Select(vendor => ScriptedUpstream.Choose(vendor.Answer))];
    }

    public RunningGateway Gateway { get; private set; } = null!;

    public RunningMock Mock { get; }

    /// <summary>Says one event, or with the model <c>hang-silent</c> nothing, and waits for the gateway to leave.</summary>
    public ScriptedUpstream Hanging { get; }

    /// <summary>Misses the first byte's deadline, which is short.</summary>
    public ScriptedUpstream Late { get; }

    public ReplayUpstream Replay { get; }

    /// <summary>Anthropic's, Google's and OpenAI's models that think.</summary>
    public ScriptedUpstream[] Thinking { get; }

    /// <summary>Google's Live API, for one session of two turns.</summary>
    public LiveServer Live { get; } = LiveRig.Serving([LiveRig.Sound, LiveRig.FirstTurn], [LiveRig.Sound, LiveRig.SecondTurn]);

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

    /// <summary>Every request of a loop has the signatures of all turns before it.</summary>
    public void ShouldHaveEverySignature()
    {
        foreach (var (vendor, upstream) in Vendors.Zip(Thinking))
        {
            foreach (var request in upstream.Requests)
            {
                var signatures = vendor.SignaturesIn(request.Body);
                signatures.ShouldBe(vendor.SignaturesAfter(vendor.ResultsIn(request.Body)));
            }
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
        await Live.DisposeAsync();
        foreach (var thinking in Thinking)
        {
            await thinking.DisposeAsync();
        }
    }

    private void Configure(GatewayYaml yaml)
    {
        Foreign(yaml);
        yaml
            .Set("server", "heartbeat_seconds", 1)
            .Add("providers", "{ name: demo, kind: demo }")
            .Provider("mock", At("/v1"), ("models", (string[])["mock", "demo-*"]), ("default", true))
            .Provider("claude", At("/v1"), ("kind", "anthropic"), ("models", (string[])["claude-*"]))
            .Provider("gemini", At("/v1beta"), ("kind", "gemini"), ("models", (string[])["gemini-*"]))
            .Provider("live", Live.Origin + "/v1beta", ("kind", "gemini"), ("models", (string[])["live-1"]))
            .Add("models", "{ name: gemini-talks, targets: [ { provider: live, model: live-1 } ] }")
            .Add("prices", LiveRig.Price)
            .Provider("hanging", Hanging.BaseUrl, ("models", (string[])["hang", "hang-silent"]))
            .Provider("late", Late.BaseUrl, ("models", (string[])["late"]), ("first_byte_timeout_seconds", 0.2))
            .Provider("unreachable", $"http://127.0.0.1:{FreePort.Take()}/v1", ("models", (string[])["unreachable"]))
            .Provider("replay", Replay.BaseUrl, ("models", (string[])["replay", "replay-*"]), ("include_usage", false))
            .Key("narrow", NarrowKey, ("models", (string[])["demo"]), ("passthrough", false))
            .Key("limited", LimitedKey)
            .RequestLimit(limit: 60, per: "1m", burst: 1, key: "limited");
    }

    /// <summary>For clients of other vendors. Who refuses is left alone for a while, so each kind of refusal has a provider of its own.</summary>
    private void Foreign(GatewayYaml yaml)
    {
        foreach (var fault in new[] { "400", "429", "500" })
        {
            yaml.Provider($"refusing-claude-{fault}", At("/v1"), ("kind", "anthropic"), ("models", (string[])[]))
                .Provider($"refusing-gemini-{fault}", At("/v1beta"), ("kind", "gemini"), ("models", (string[])[]))
                .Add("models", $"{{ name: claude-refuses-{fault}, targets: [ {{ provider: refusing-claude-{fault}, model: demo-{fault} }} ] }}")
                .Add("models", $"{{ name: gemini-refuses-{fault}, targets: [ {{ provider: refusing-gemini-{fault}, model: demo-{fault} }} ] }}");
        }

        yaml.Provider("thinks-claude", Thinking[0].BaseUrl, ("kind", "anthropic"), ("models", (string[])["thinks-claude"]))
            .Provider("thinks-gemini", Thinking[1].Origin + "/v1beta", ("kind", "gemini"), ("models", (string[])["thinks-gemini"]))
            .Provider("thinks-openai", Thinking[2].BaseUrl, ("kind", "openai"), ("formats", (string[])["responses"]), ("models", (string[])["thinks-openai"]));
    }

    private string At(string path) => new Uri(Mock.Address, path).ToString();
}
