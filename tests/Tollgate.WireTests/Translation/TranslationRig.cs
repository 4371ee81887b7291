using System.Text.RegularExpressions;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Extracts;
using Tollgate.TestSupport.Grammar;
using Tollgate.WireTests.Harness;
using Taken = Tollgate.TestSupport.Recording;

namespace Tollgate.WireTests.Translation;

/// <summary>A gateway before one upstream that plays recordings, seen as a provider of each format.</summary>
internal sealed partial class TranslationRig : IAsyncDisposable
{
    private const string Model = "model-of-the-client";
    private RawClient? _client;

    private TranslationRig(ReplayUpstream upstream, RunningGateway gateway)
    {
        Upstream = upstream;
        Gateway = gateway;
    }

    public ReplayUpstream Upstream { get; }

    public RunningGateway Gateway { get; }

    public static async Task<TranslationRig> StartAsync(string engine)
    {
        var upstream = ReplayUpstream.Start([]);
        try
        {
            return new TranslationRig(upstream, await RunningGateway.StartAsync(engine, yaml => Configure(yaml, upstream.Origin)));
        }
        catch
        {
            await upstream.DisposeAsync();
            throw;
        }
    }

    /// <summary>The recorded answers that can be played here, as an upstream of which provider; each with its content type, which some recorders dropped.</summary>
    public static IEnumerable<Taken> Answers() => Recordings.All()
        .Where(recording => RecordedAnswer.IsChat(recording) && recording.Status == 200 && ProviderOf(recording) is not null)
        .Where(recording => !recording.Features.Any(feature => feature is "html-body-with-200" or "empty-body" or "bad-crc" or "truncated"))
        .Select(Typed);

    /// <summary>Whether the gateway carries this over; equal formats pass as they are, and completions cannot ask for reasoning.</summary>
    public static bool IsTranslated(Taken recording, ClientDialect dialect) => ProviderOf(recording) switch
    {
        "chat" => dialect != ClientDialect.Chat,
        "responses" => dialect != ClientDialect.Responses,
        "anthropic" => dialect != ClientDialect.Anthropic,
        "gemini" => dialect is not (ClientDialect.Gemini or ClientDialect.GeminiArray),
        _ => true,
    };

    public async Task<RawResponse> PlayAsync(Taken recording, ClientDialect dialect, bool stream, ReplayPlan? plan = null)
    {
        Upstream.Play(recording, plan ?? new ReplayPlan());
        var provider = ProviderOf(recording)!;
        var body = ForeignClient.Body(dialect, Model, stream, reasons: provider == "responses");
        var client = Interlocked.Exchange(ref _client, null) ?? await Gateway.ConnectAsync();
        RawResponse? answer = null;
        try
        {
            answer = await client.ExchangeAsync(
                "POST", ForeignClient.Target(dialect, Model, stream), body, Gateway.Authorization, "x-tollgate-provider: " + provider);
            return answer;
        }
        finally
        {
            Upstream.TakeLast();
            if (answer is { KeepsConnection: true, Status: 200 } && !answer.BodyText.Contains("\"error\":{", StringComparison.Ordinal))
            {
                _client = client;
            }
            else
            {
                await client.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// Without what differs from call to call: times, and the ids that are made of the request's. Where a provider begins with its error, the
    /// error alone: it comes as a status or as an event, by whether the head had to go out before it was read.
    /// </summary>
    public static string Comparable(Taken recording, RawResponse answer)
    {
        if (RecordedAnswer.Of(recording) is { Error: { } error, Text: "", Reasoning: "" })
        {
            return answer.BodyText.Contains(error[..Math.Min(20, error.Length)], StringComparison.Ordinal) ? error : answer.BodyText;
        }

        var id = answer["x-request-id"] ?? "";
        return Times().Replace(answer.BodyText.Replace(id, "ID", StringComparison.Ordinal).Replace(id.Replace("-", "", StringComparison.Ordinal), "ID", StringComparison.Ordinal), "TIME");
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static void Configure(GatewayYaml yaml, string origin)
    {
        (string Name, object? Value) untouched = ("breaker", new Dictionary<string, object>(StringComparer.Ordinal) { ["enabled"] = false });
        yaml.Set("server", "heartbeat_seconds", 600)
            .Provider("chat", origin + "/openai/v1", ("kind", "groq"), untouched)
            .Provider("responses", origin + "/v1", ("kind", "openai"), ("formats", (string[])["responses"]), untouched)
            .Provider("cohere", origin, ("kind", "cohere"), untouched)
            .Provider("ollama", origin, ("kind", "ollama"), ("formats", (string[])["ollama_chat"]), untouched)
            .Provider("bedrock", origin, ("kind", "bedrock"), ("region", "eu-west-1"), untouched)
            .Provider("anthropic", origin + "/v1", ("kind", "anthropic"), untouched)
            .Provider("gemini", origin + "/v1beta", ("kind", "gemini"), untouched);
    }

    private static string? ProviderOf(Taken recording) => recording.Api switch
    {
        "openai.chat" or "mistral.chat" or "minimax.chat" => "chat",
        "openai.responses" => "responses",
        "anthropic.messages" => "anthropic",
        "gemini.generateContent" => "gemini",
        "cohere.chat" or "cohere.chat.v2" => "cohere",
        "ollama.chat" => "ollama",
        "bedrock.converse" => "bedrock",
        _ => null,
    };

    private static Taken Typed(Taken recording)
    {
        var type = !RecordedAnswer.IsStreamed(recording) || recording.ResponseBody.AsSpan().StartsWith("["u8) ? "application/json"
            : recording.Api == "ollama.chat" ? "application/x-ndjson"
            : recording.Api == "bedrock.converse" ? "application/vnd.amazon.eventstream"
            : "text/event-stream";
        return recording with { ResponseHeaders = [.. recording.ResponseHeaders.Where(header => !header.Is("content-type")), new WireHeader("content-type", type)] };
    }

    [GeneratedRegex("\"(?:created|created_at|completed_at|createTime)\":(?:[0-9]+|\"[^\"]*\")", RegexOptions.None, 1000)]
    private static partial Regex Times();
}
