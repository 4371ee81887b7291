using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Hostile;

public sealed class Check_59_Garbage
{
    private const int Workers = 8;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_59_Garbage_and_mutated_requests_never_hurt_the_gateway_nor_reach_an_upstream_malformed(string engine) =>
        AttackAsync(engine, seed: 59, count: 1200);

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_59_Twenty_thousand_mutated_requests(string engine) => AttackAsync(engine, Environment.TickCount, 20_000);

    private static async Task AttackAsync(string engine, int seed, int count)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{engine}: seed {seed}");
        await using var upstream = Answering.StreamsUntil(Task.CompletedTask);
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml
            .Set("log", "access", "none")
            .Set("server", "header_timeout_seconds", 2)
            .Provider("up", upstream.BaseUrl, ("default", true)));
        await host.ShouldBeSoundAsync();
        var resident = host.Process.Cost().ResidentBytes;

        var answered = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => AttackAsync(host, seed + worker, count / Workers)));

        answered.Sum().ShouldBeGreaterThan(count / 2, "most get an answer, if only a refusal");
        upstream.Requests.Count.ShouldBeGreaterThan(count / 50, "some are still right");
        upstream.Faults.ShouldAllBe(fault => !fault.Contains("alformed", StringComparison.Ordinal));
        (await host.ChatAsync()).Status.ShouldBe(200);
        await Eventually.BecomesTrueAsync(async () => await host.MetricAsync("llm_active_requests") == 0, TimeSpan.FromSeconds(10));
        (await host.MetricAsync("llm_active_requests")).ShouldBe(0);
        (await Eventually.BecomesTrueAsync(async () => await host.MetricAsync("tollgate_connections") <= 1, TimeSpan.FromSeconds(10))).ShouldBeTrue();
        (host.Process.Cost().ResidentBytes - resident).ShouldBeLessThan(96L << 20);
        await host.ShouldBeSoundAsync();
        (await host.StopAsync()).ShouldBe(0);
    }

    private static async Task<int> AttackAsync(HostProcess host, int seed, int count)
    {
        var mutator = new RequestMutator(seed);
        var random = new Random(seed);
        var answered = 0;
        for (var i = 0; i < count; i++)
        {
            await using var client = await host.ConnectAsync();
            try
            {
                var bytes = mutator.Next();
                await client.SendInPiecesAsync(bytes, random.Next(4) == 0 ? random.Next(1, 50) : bytes.Length + 1);
                if (random.Next(10) == 0)
                {
                    client.Reset();
                    continue;
                }

                // An answer, or the end; what waits for more bytes is left.
                client.Patience = TimeSpan.FromMilliseconds(100);
                answered += (await client.ReadRawAsync()).Length > 0 ? 1 : 0;
            }
            catch (Exception ended) when (ended is IOException or TimeoutException)
            {
                // Refused while we were still sending, or waiting for the rest.
            }
        }

        return answered;
    }
}
