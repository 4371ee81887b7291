using System.Net.WebSockets;
using System.Text;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.Realtime;

/// <summary>Google's side of Live sessions, and clients that open them.</summary>
internal static class LiveRig
{
    public const string Address = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";

    public const string Price = "{ model: live-1, input: 4, output: 16, audio_input: 32, audio_output: 64 }";

    public const string Ready = """{"setupComplete":{}}""";

    public const string Sound = """{"serverContent":{"modelTurn":{"parts":[{"inlineData":{"mimeType":"audio/pcm;rate=24000","data":"AAECAw=="}}]}}}""";

    /// <summary>Costs 4,640,000 nano-USD at <see cref="Price"/>: 60 × 4 + 40 × 32 + 45 × 64 + 10 × 16 + 5 × 16, in micro-dollars.</summary>
    public const string FirstTurn =
        """{"serverContent":{"turnComplete":true},"usageMetadata":{"promptTokenCount":100,"responseTokenCount":50,"thoughtsTokenCount":10,"totalTokenCount":160,"promptTokensDetails":[{"modality":"TEXT","tokenCount":60},{"modality":"AUDIO","tokenCount":40}],"responseTokensDetails":[{"modality":"AUDIO","tokenCount":45},{"modality":"TEXT","tokenCount":5}]}}""";

    /// <summary>The whole conversation is the prompt of the next turn. Costs 2,640,000: 180 × 4 + 40 × 32 + 10 × 64.</summary>
    public const string SecondTurn =
        """{"usageMetadata":{"promptTokenCount":220,"responseTokenCount":10,"totalTokenCount":230,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":40},{"modality":"TEXT","tokenCount":180}],"responseTokensDetails":[{"modality":"AUDIO","tokenCount":10}]},"serverContent":{"turnComplete":true}}""";

    /// <summary>A provider that answers the setup, and each message that says <c>goOn</c> with the messages of a turn.</summary>
    public static LiveServer Serving(params string[][] turns)
    {
        var next = 0;
        return LiveServer.Start(message =>
            message.StartsWith("""{"setup":""", StringComparison.Ordinal) ? [Ready] : message.Contains("goOn", StringComparison.Ordinal) ? turns[next++] : []);
    }

    public static Task<RunningGateway> StartAsync(string engine, LiveServer server, Action<GatewayYaml>? more = null) => RunningGateway.StartAsync(engine, yaml =>
    {
        yaml.Provider("google", server.Origin + "/v1beta", ("kind", "gemini"), ("models", (string[])["live-1"])).Add("prices", Price);
        more?.Invoke(yaml);
    });

    /// <summary>Opens a session and sends the setup.</summary>
    public static async Task<ClientWebSocket> OpenAsync(RunningGateway gateway, string id, string model = "models/live-1", string path = Address, string? key = null)
    {
        var client = new ClientWebSocket();
        client.Options.SetRequestHeader("x-goog-api-key", key ?? gateway.Key);
        client.Options.SetRequestHeader("x-request-id", id);
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.Port}{path}"), Patience());
        await SendAsync(client, $$$$"""{"setup":{"model":"{{{{model}}}}","generationConfig":{"responseModalities":["AUDIO"]}}}""");
        return client;
    }

    public static Task SendAsync(ClientWebSocket client, string text) =>
        client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Patience());

    /// <summary>The next message, whether it was binary, and what closed the session where that is what came.</summary>
    public static async Task<(string Text, WebSocketMessageType Type)> ReadAsync(ClientWebSocket client)
    {
        var room = new byte[256 * 1024];
        var length = 0;
        WebSocketReceiveResult part;
        do
        {
            part = await client.ReceiveAsync(new ArraySegment<byte>(room, length, room.Length - length), Patience());
            length += part.Count;
        }
        while (!part.EndOfMessage);
        return (Encoding.UTF8.GetString(room, 0, length), part.MessageType);
    }

    /// <summary>Reads until the session is closed: why.</summary>
    public static async Task<(int Code, string Reason)> ClosedAsync(ClientWebSocket client)
    {
        while ((await ReadAsync(client)).Type != WebSocketMessageType.Close)
        {
        }

        return ((int)client.CloseStatus!, client.CloseStatusDescription ?? "");
    }

    private static CancellationToken Patience() => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;
}
