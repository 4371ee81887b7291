using Shouldly;
using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.Checks;

internal static class EgressAssertions
{
    /// <summary>The start is refused with the setting's name, or the dial is refused: 503, quickly, and without telling the client where to.</summary>
    public static async Task ShouldBeRefusedAsync(string engine, string baseUrl)
    {
        try
        {
            await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("bad", baseUrl, ("connect_timeout_seconds", 60)));
            var answer = await gateway.ChatAsync(Chat.Request());
            answer.ShouldBeError(503, "UPSTREAM_UNAVAILABLE");
            answer.ToString().ShouldNotContain(new Uri(baseUrl).Host);
        }
        catch (GatewayNotStartedException refused)
        {
            refused.Message.ShouldContain("base_url", Case.Insensitive, baseUrl);
        }
    }
}
