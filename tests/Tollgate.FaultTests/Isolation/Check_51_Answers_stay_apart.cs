using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Isolation;

/// <summary>Every prompt carries a tag, every event of its answer repeats it: no answer may hold another's.</summary>
public sealed class Check_51_Answers_stay_apart
{
    private const int Seed = 51;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_51_Two_hundred_streams_with_random_cancels(string engine) => StreamsAsync(engine, atOnce: 200, each: 5);

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Check_51_Ten_thousand_streams_with_random_cancels(string engine) => StreamsAsync(engine, atOnce: 1000, each: 10);

    private static async Task StreamsAsync(string engine, int atOnce, int each)
    {
        await using var upstream = Answering.Deciding(Echo);
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl, ("max_connections", atOnce + 64)));

        var counts = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(number => ClientAsync(host, number, each)));

        var (finished, cancelled) = (counts.Sum(count => count.Finished), counts.Sum(count => count.Cancelled));
        (finished + cancelled).ShouldBe(atOnce * each);
        finished.ShouldBeGreaterThan(atOnce * each / 3);
        cancelled.ShouldBeGreaterThan(atOnce * each / 6);
        TestContext.Current.TestOutputHelper?.WriteLine($"{engine}: {finished} streams finished, {cancelled} cancelled, {upstream.Connections} upstream connections");
        upstream.Faults.ShouldAllBe(fault => !fault.Contains("alformed", StringComparison.Ordinal));
        await host.ShouldBeSoundAsync();
    }

    private static async Task<(int Finished, int Cancelled)> ClientAsync(HostProcess host, int number, int count)
    {
        var random = new Random((Seed * 100_000) + number);
        var (finished, cancelled) = (0, 0);
        RawClient? client = null;
        for (var i = 0; i < count; i++)
        {
            client ??= await host.ConnectAsync();
            client.Patience = TimeSpan.FromSeconds(60);
            var tag = $"tag-{number}-{i}-end";
            var stream = random.Next(3) > 0;
            await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(stream: stream, content: tag), host.Authorization);
            var cancelAfter = random.Next(3) == 0 ? random.Next(6) : int.MaxValue;
            if (cancelAfter < int.MaxValue)
            {
                await CancelAsync(client, tag, cancelAfter, random.Next(2) == 0);
                client = null;
                cancelled++;
                continue;
            }

            var answer = await client.ReadResponseAsync();
            answer.Status.ShouldBe(200, answer.ToString());
            ShouldHoldOnly(tag, answer.BodyText);
            answer.BodyText.ShouldContain(stream ? "[DONE]" : "usage");
            finished++;
        }

        if (client is not null)
        {
            await client.DisposeAsync();
        }

        return (finished, cancelled);
    }

    private static async Task CancelAsync(RawClient client, string tag, int after, bool reset)
    {
        if (after > 0)
        {
            var answer = await client.ReadHeadAsync();
            for (var piece = 1; piece < after && await client.ReadPieceAsync(answer) is not null; piece++)
            {
            }

            ShouldHoldOnly(tag, answer.BodyText);
        }

        if (reset)
        {
            client.Reset();
        }
        else
        {
            await client.DisposeAsync();
        }
    }

    private static void ShouldHoldOnly(string tag, string text) =>
        text.Replace(tag, string.Empty, StringComparison.Ordinal).ShouldNotContain("tag-", customMessage: $"another's tag in the answer to {tag}");

    private static UpstreamScript Echo(ReceivedRequest request)
    {
        var body = request.BodyJson();
        var tag = body.GetProperty("messages")[0].GetProperty("content").GetString()!;
        if (!body.GetProperty("stream").GetBoolean())
        {
            return new UpstreamScript().Wait(TimeSpan.FromMilliseconds(tag.Length % 5)).Json(Chat.Answer.Replace("Hello there", tag, StringComparison.Ordinal));
        }

        var script = new UpstreamScript();
        for (var i = 0; i < 8; i++)
        {
            script.Event(Chat.Delta(tag)).Wait(TimeSpan.FromMilliseconds((tag.Length + i) % 3));
        }

        return script.Done();
    }
}
