using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_49_Redirects
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_49_Redirect_of_an_upstream_is_not_followed_and_the_provider_key_goes_nowhere(string engine)
    {
        await using var elsewhere = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        foreach (var status in (int[])[301, 302, 303, 307, 308])
        {
            await using var upstream = ScriptedUpstream.Start(s => s.Json(status, "{}", $"location: {elsewhere.BaseUrl}/chat/completions"));
            await using var gateway = await RunningGateway.StartAsync(engine, upstream, ("default", true));

            var chat = await gateway.ChatAsync(Chat.Request());
            var files = await gateway.ExchangeAsync("GET", "/v1/files", null);

            chat.Status.ShouldNotBe(200, $"{status}");
            chat.ToString().ShouldNotContain(Secrets.ProviderKey);
            files.Headers.All("location").ShouldAllBe(location => !location.Contains("127.0.0.1", StringComparison.Ordinal));
            upstream.Requests.Count.ShouldBe(2);
        }

        elsewhere.Connections.ShouldBe(0);
    }
}
