using System.Collections.Concurrent;
using System.Globalization;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Crashing;

/// <summary>
/// The process is killed under load, again and again. Three logs have to agree: what clients saw completed, what the upstream was asked, and
/// what was recorded.
/// </summary>
public sealed class KillTests
{
    private const int Clients = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task What_a_client_saw_completed_is_recorded_exactly_once_after_a_kill(int loops) => KillAsync(loops, rounds: 5);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Category", "Nightly")]
    public Task What_a_client_saw_completed_is_recorded_exactly_once_after_a_hundred_kills(int loops) => KillAsync(loops, rounds: 100);

    private static async Task KillAsync(int loops, int rounds)
    {
        var asked = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        await using var upstream = Answering.Deciding(request =>
        {
            asked.AddOrUpdate(request["x-request-id"] ?? "none", 1, static (_, count) => count + 1);
            return request.BodyText.Contains("\"stream\":true", StringComparison.Ordinal)
                ? new UpstreamScript().Event(Chat.Delta("first")).Event(Chat.Delta("last")).Done()
                : new UpstreamScript().Json(Chat.Answer);
        });
        await using var host = await HostProcess.StartAsync(Engines.Epoll, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("max_connections", 256))
            .Set("auth", "admin_key", RecordedRequests.AdminKey)
            .Set("server", "loops", loops)
            .Set("storage", "journal", new { segment_bytes = 65536 }));
        var seen = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal); // id to completed
        var random = new Random(loops);
        for (var round = 0; round < rounds; round++)
        {
            var number = round;
            var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(() => AskAsync(host, $"k-{number}-{client}", seen))).ToArray();
            var enough = seen.Count(id => id.Value) + random.Next(100, 700);
            await Eventually.BecomesTrueAsync(() => seen.Count(id => id.Value) >= enough, Patience);
            await host.KillAsync();
            await Task.WhenAll(clients);
            await host.StartAgainAsync();
        }

        var recorded = await RecordedRequests.AllAsync(host);
        var ids = recorded.Select(request => request.GetProperty("request_id").GetString()!).ToList();
        var completed = seen.Where(id => id.Value).Select(id => id.Key).ToHashSet(StringComparer.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{loops} loops, {rounds} kills: {completed.Count} completed, {ids.Count} recorded, {seen.Count} sent"));

        completed.Count.ShouldBeGreaterThan(rounds * 100);
        completed.Except(ids, StringComparer.Ordinal).ShouldBeEmpty("completed and not recorded");
        ids.GroupBy(id => id, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty("recorded twice");
        ids.Except(seen.Keys, StringComparer.Ordinal).ShouldBeEmpty("recorded and never sent");
        recorded.Where(request => request.GetProperty("attempts").GetInt32() > 0).Select(request => request.GetProperty("request_id").GetString()!)
            .Except(asked.Keys, StringComparer.Ordinal).ShouldBeEmpty("recorded as answered, and the upstream was never asked");
        completed.Except(asked.Keys, StringComparer.Ordinal).ShouldBeEmpty("completed, and the upstream was never asked");
        (await RecordedRequests.TotalAsync(host)).ShouldBe(ids.Count, "statistics equal the rows");
        await host.ShouldBeSoundAsync();
    }

    /// <summary>Asks until the connection breaks: whole answers and streams in turn.</summary>
    private static async Task AskAsync(HostProcess host, string name, ConcurrentDictionary<string, bool> seen)
    {
        try
        {
            await using var client = await host.ConnectAsync();
            client.Patience = Patience;
            for (var i = 0; ; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
                seen[id] = false;
                var stream = i % 2 == 1;
                await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(stream: stream), host.Authorization, "x-request-id: " + id);
                var answer = await client.ReadResponseAsync();
                answer.Status.ShouldBe(200, answer.ToString());
                seen[id] = !stream || answer.BodyText.Contains("[DONE]", StringComparison.Ordinal);
            }
        }
        catch (Exception gone) when (gone is IOException or System.Net.Sockets.SocketException or TimeoutException or WireFormatException)
        {
            // Killed under way.
        }
    }
}
