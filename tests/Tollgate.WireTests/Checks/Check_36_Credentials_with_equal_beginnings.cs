using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_36_Credentials_with_equal_beginnings
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_36_Credentials_equal_in_the_first_512_bytes_are_different_callers(string engine)
    {
        var stem = "sk-" + new string('k', 512);
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl)
            .Key("first", stem + "1")
            .Key("second", stem + "2"));
        for (var round = 0; round < 3; round++)
        {
            (await KeyOfAsync(gateway, stem + "1")).ShouldBe("first");
            (await KeyOfAsync(gateway, stem + "2")).ShouldBe("second");
            foreach (var unknown in (string[])[stem, stem + "3", stem + "11"])
            {
                await using var client = await gateway.ConnectAsync();
                (await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), "authorization: Bearer " + unknown))
                    .ShouldBeError(401, "AUTH_INVALID_TOKEN");
            }
        }

        upstream.Requests.Count.ShouldBe(6);
    }

    private static async Task<string?> KeyOfAsync(RunningGateway gateway, string key)
    {
        await using var client = await gateway.ConnectAsync();
        var answer = await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), "authorization: Bearer " + key);
        answer.Status.ShouldBe(200);
        return (await gateway.RecordOfAsync(answer)).Text("key");
    }
}
