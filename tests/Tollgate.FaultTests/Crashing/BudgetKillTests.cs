using System.Globalization;
using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Crashing;

/// <summary>The process is killed under load; what is spent of a budget is the sum of what was recorded, each time.</summary>
public sealed class BudgetKillTests
{
    private const int Clients = 8;
    private const int Rounds = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Spending_after_a_kill_is_the_sum_of_the_records_and_thresholds_are_not_raised_again()
    {
        await using var upstream = Answering.Always();
        await using var host = await HostProcess.StartAsync(Engines.Epoll, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("max_connections", 64))
            .Set("auth", "admin_key", RecordedRequests.AdminKey)
            .Set("storage", "journal", new { segment_bytes = 65536 })
            .Add("prices", "{ model: m, input: 1, output: 2 }")
            .Add("budgets", "{ scope: key, limit_usd: 1000, alerts: [1] }")
            .Add("budgets", "{ scope: global, limit_usd: 0.001, alerts: [1, 100], hard: false }"));
        for (var round = 0; round < Rounds; round++)
        {
            var answered = 0;
            var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => AskAsync(host, () => Interlocked.Increment(ref answered)))).ToArray();
            await Eventually.BecomesTrueAsync(() => Volatile.Read(ref answered) > 200, Patience);
            await host.KillAsync();
            await Task.WhenAll(clients);
            answered.ShouldBeGreaterThan(20);
            await host.StartAgainAsync();

            var recorded = (await RecordedRequests.AllAsync(host)).Sum(request => request.TryGetProperty("cost_nanousd", out var cost) ? cost.GetInt64() : 0);
            var budgets = await BudgetsAsync(host);
            Spent(budgets, 0).ShouldBe(recorded, string.Create(CultureInfo.InvariantCulture, $"round {round}"));
            Spent(budgets, 1).ShouldBe(recorded);
            await Eventually.TrueAsync(async () => (await BudgetsAsync(host)).GetProperty("alerts").GetArrayLength() == 2, Patience);
        }
    }

    private static long Spent(JsonElement budgets, int index) =>
        budgets.GetProperty("data")[index].GetProperty("subjects").EnumerateArray().Sum(subject => subject.GetProperty("spent_nanousd").GetInt64());

    private static async Task<JsonElement> BudgetsAsync(HostProcess host)
    {
        await using var client = await host.ConnectAsync();
        client.Patience = Patience;
        var answer = await client.ExchangeAsync("GET", "/api/budgets", null, "authorization: Bearer " + RecordedRequests.AdminKey);
        answer.Status.ShouldBe(200, answer.ToString());
        return JsonDocument.Parse(answer.BodyText).RootElement;
    }

    private static async Task AskAsync(HostProcess host, Action answered)
    {
        try
        {
            await using var client = await host.ConnectAsync();
            client.Patience = Patience;
            while (true)
            {
                await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), host.Authorization);
                if ((await client.ReadResponseAsync()).Status == 200) { answered(); }
            }
        }
        catch (Exception gone) when (gone is IOException or System.Net.Sockets.SocketException or TimeoutException or WireFormatException)
        {
            // Killed under way.
        }
    }
}
