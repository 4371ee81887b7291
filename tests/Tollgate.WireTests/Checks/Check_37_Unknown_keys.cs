using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_37_Unknown_keys
{
    /// <summary>Scaled down: what a client can see of a refusal does not depend on how near it came. That keys are looked up by their hash alone is a unit test.</summary>
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_37_Unknown_and_nearly_right_keys_get_the_same_answer(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        var right = gateway.Key;
        string[] wrong =
        [
            "sk-nobody-has-this-one-at-all", "x" + right[1..], right[..^1] + "x", right[..^1], right + "x", right.ToUpperInvariant(),
            new('a', right.Length), right[..1], new('b', 4096),
        ];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in wrong)
        {
            await using var client = await gateway.ConnectAsync();
            var answer = await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), "authorization: Bearer " + key, "x-request-id: same");

            answer.ShouldBeError(401, "AUTH_INVALID_TOKEN");
            seen.Add(answer.ToString());
        }

        seen.Count.ShouldBe(1, string.Join("\n---\n", seen));
        upstream.Connections.ShouldBe(0);
    }
}
