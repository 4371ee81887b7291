using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Sdk;

/// <summary>The published npm SDKs of OpenAI, Anthropic and Google against a running gateway: see <c>tests/sdk-node</c>.</summary>
public sealed class NodeSdkTests
{
    /// <summary>Calls that <c>aborts.mjs</c> gives up.</summary>
    private const int Aborts = 5;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_npm_SDKs_work_through_the_gateway(string engine)
    {
        var obstacle = await NodeRunner.ObstacleAsync();
        Assert.SkipWhen(obstacle is not null, obstacle ?? "");
        await using var rig = await SdkRig.StartAsync(engine);

        var (code, output) = await NodeRunner.RunAsync(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["TOLLGATE_URL"] = rig.Gateway.BaseUrl.GetLeftPart(UriPartial.Authority),
            ["TOLLGATE_KEY"] = rig.Gateway.Key,
            ["TOLLGATE_NARROW_KEY"] = SdkRig.NarrowKey,
            ["TOLLGATE_LIMITED_KEY"] = SdkRig.LimitedKey,
            ["TOLLGATE_RECORDINGS"] = Recordings.Folder,
        });

        code.ShouldBe(0, output);
        await Eventually.TrueAsync(() => rig.Hanging.Aborts == Aborts);
        rig.Hanging.Requests.Count.ShouldBe(Aborts);
        rig.Gateway.Log.ShouldNotContain("\"error\"");
        rig.ShouldHaveEverySignature();
        await Eventually.TrueAsync(() => rig.Gateway.AccessLog.Records().Any(record => record.Text("surface") == "live" && record.Status == 101));
        rig.Gateway.AccessLog.Records().Where(record => record.Text("surface") == "live" && record.Status == 200)
            .Select(record => (record.Text("model"), record.Number("audio_output_tokens"), record.Number("cost_nanousd")))
            .ShouldBe([("gemini-talks", 45L, 4_640_000L), ("gemini-talks", 10L, 2_640_000L)]);
        rig.Live.Heads.Count.ShouldBe(1);
    }
}
