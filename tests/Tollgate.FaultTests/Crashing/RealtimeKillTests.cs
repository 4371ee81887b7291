using System.Globalization;
using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Crashing;

/// <summary>The process is killed in the middle of realtime sessions: what their answers used is known afterwards, each once.</summary>
public sealed class RealtimeKillTests
{
    private const int Sessions = 8;
    private const string Done = """{"type":"response.done","response":{"usage":{"input_tokens":20,"output_tokens":10}}}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Answers_that_clients_had_whole_are_recorded_once_and_spent_of_the_budget_after_a_kill()
    {
        // Session n has n answers, and is killed in the middle of another.
        await using var upstream = ScriptedUpstream.Start(s => s.Decide(static request => new UpstreamScript().Say(Said(CountOf(request["x-request-id"]!))).ThenHang()));
        await using var host = await HostProcess.StartAsync(Engines.Epoll, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("models", (string[])["talk"]))
            .Set("auth", "admin_key", RecordedRequests.AdminKey)
            .Add("prices", "{ model: talk, input: 1, output: 2 }")
            .Add("budgets", "{ scope: key, limit_usd: 1000 }"));
        var clients = new List<RawClient>();
        for (var i = 1; i <= Sessions; i++)
        {
            var client = await host.ConnectAsync();
            client.Patience = Patience;
            clients.Add(client);
            await client.SendAsync(
                $"GET /v1/realtime?model=talk HTTP/1.1\r\nhost: a\r\n{host.Authorization}\r\nx-request-id: {NameOf(i)}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n");
            (await client.ReadHeadAsync("GET")).Status.ShouldBe(101);
            await client.ReadRawExactAsync(Payload(i).Length);
        }

        await host.KillAsync();
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        await host.StartAgainAsync();

        var recorded = await RecordedRequests.AllAsync(host);
        var counts = recorded.CountBy(request => request.GetProperty("request_id").GetString()!).ToDictionary(StringComparer.Ordinal);
        for (var i = 1; i <= Sessions; i++)
        {
            counts[NameOf(i)].ShouldBe(i);
        }

        const int Answers = Sessions * (Sessions + 1) / 2;
        recorded.Count.ShouldBe(Answers);
        recorded.ShouldAllBe(request => request.GetProperty("cost_nanousd").GetInt64() == 40_000);
        (await SpentAsync(host)).ShouldBe(Answers * 40_000);
        await host.ShouldBeSoundAsync();
    }

    private static string NameOf(int session) => string.Create(CultureInfo.InvariantCulture, $"talk-{session}");

    private static int CountOf(string name) => int.Parse(name.AsSpan("talk-".Length), CultureInfo.InvariantCulture);

    private static byte[] Said(int answers) =>
        [.. Encoding.ASCII.GetBytes("HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n"), .. Payload(answers)];

    private static byte[] Payload(int answers)
    {
        byte[] frame = [0x81, (byte)Done.Length, .. Encoding.ASCII.GetBytes(Done)];
        return [.. Enumerable.Repeat(frame, answers).SelectMany(static bytes => bytes), .. frame[..^10]];
    }

    private static async Task<long> SpentAsync(HostProcess host)
    {
        await using var client = await host.ConnectAsync();
        client.Patience = Patience;
        var answer = await client.ExchangeAsync("GET", "/api/budgets", null, "authorization: Bearer " + RecordedRequests.AdminKey);
        answer.Status.ShouldBe(200, answer.ToString());
        return JsonDocument.Parse(answer.BodyText).RootElement.GetProperty("data")[0].GetProperty("subjects")[0].GetProperty("spent_nanousd").GetInt64();
    }
}
