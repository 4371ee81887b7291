using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Providers;

public sealed class AzureTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task With_a_version_the_deployment_stands_in_the_path_and_the_version_in_the_query(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider(
            "az", upstream.Origin, ("kind", "azure"), ("api_version", "2024-10-21"), ("models", new Dictionary<string, string> { ["gpt"] = "my dep" })));
        (await gateway.ChatAsync(Chat.Request("gpt"))).Status.ShouldBe(200);
        upstream.LastRequest.Target.ShouldBe("/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21");
        upstream.LastRequest["api-key"].ShouldBe(Secrets.ProviderKey);
        upstream.LastRequest["authorization"].ShouldBeNull();
    }

    [Fact]
    public async Task Without_one_requests_go_to_the_newer_paths()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml => yaml.Provider("az", upstream.Origin, ("kind", "azure")));
        (await gateway.ChatAsync(Chat.Request("gpt"))).Status.ShouldBe(200);
        upstream.LastRequest.Target.ShouldBe("/openai/v1/chat/completions");
    }
}
