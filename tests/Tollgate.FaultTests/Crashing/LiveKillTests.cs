using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Crashing;

/// <summary>The process is killed in the middle of sessions of Google's Live API: what their answers used is known afterwards, each once.</summary>
public sealed class LiveKillTests
{
    private const int Sessions = 6;
    private const string Path = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";
    private const string Turn = """{"serverContent":{"turnComplete":true},"usageMetadata":{"promptTokenCount":20,"responseTokenCount":10,"totalTokenCount":30}}""";
    private const string Sound = """{"serverContent":{"modelTurn":{"parts":[{"text":"Hm"}]}}}""";

    [Fact]
    public async Task Answers_that_clients_had_whole_are_recorded_once_after_a_kill()
    {
        await using var server = LiveServer.Start(message => message.StartsWith("""{"setup":""", StringComparison.Ordinal)
            ? Enumerable.Repeat<string[]>([Sound, Turn], AnswersOf(message)).SelectMany(said => said).Append(Sound)
            : []);
        await using var host = await HostProcess.StartAsync(Engines.Epoll, yaml => yaml
            .Provider("google", server.Origin + "/v1beta", ("kind", "gemini"), ("models", (string[])["live-1"]))
            .Set("auth", "admin_key", RecordedRequests.AdminKey)
            .Add("prices", "{ model: live-1, input: 1, output: 2 }"));
        var key = host.Authorization.Split(' ')[^1];
        var clients = new List<ClientWebSocket>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var answers = 1; answers <= Sessions; answers++)
        {
            var client = new ClientWebSocket();
            clients.Add(client);
            client.Options.SetRequestHeader("x-request-id", NameOf(answers));
            await client.ConnectAsync(new Uri($"ws://127.0.0.1:{host.Port}{Path}?key={key}"), patience.Token);
            var setup = $$$"""{"setup":{"model":"models/live-1","systemInstruction":"{{{answers}}}"}}""";
            await client.SendAsync(Encoding.UTF8.GetBytes(setup), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
            for (var messages = (answers * 2) + 1; messages > 0; messages--)
            {
                (await client.ReceiveAsync(new ArraySegment<byte>(new byte[1024]), patience.Token)).MessageType.ShouldBe(WebSocketMessageType.Binary);
            }
        }

        await host.KillAsync();
        clients.ForEach(client => client.Dispose());
        await host.StartAgainAsync();

        var recorded = await RecordedRequests.AllAsync(host);
        var counts = recorded.CountBy(request => request.GetProperty("request_id").GetString()!).ToDictionary(StringComparer.Ordinal);
        for (var answers = 1; answers <= Sessions; answers++)
        {
            counts[NameOf(answers)].ShouldBe(answers);
        }

        recorded.ShouldAllBe(request => request.GetProperty("cost_nanousd").GetInt64() == 40_000);
        await host.ShouldBeSoundAsync();
    }

    private static string NameOf(int session) => string.Create(CultureInfo.InvariantCulture, $"live-{session}");

    private static int AnswersOf(string setup) =>
        int.Parse(JsonDocument.Parse(setup).RootElement.GetProperty("setup").GetProperty("systemInstruction").GetString()!, CultureInfo.InvariantCulture);
}
