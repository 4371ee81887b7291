using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Bridge;
using Tollgate.Control.Http;
using Tollgate.Faults;

namespace Tollgate.Control.Explain;

/// <summary><c>POST /api/explain</c>: the request is made up and given to the engine with a mark that keeps it from being served.</summary>
internal sealed class ExplainArea(ControlBridge bridge)
{
    private const int MaxTextLength = 256;

    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["chat"] = "/v1/chat/completions",
        ["responses"] = "/v1/responses",
        ["completions"] = "/v1/completions",
        ["embeddings"] = "/v1/embeddings",
        ["messages"] = "/v1/messages",
        ["count_tokens"] = "/v1/messages/count_tokens",
        ["generate_content"] = "",
    };

    private static readonly ApiOperation Ask = new("explainRequest", "Requests", "What would be done with a request")
    {
        Description = "A dry run: which route it takes, who could be asked and why not, who would be asked first, which limits apply and how they stand. "
            + "It runs through the stages that serve requests, as things stand at this moment, and takes, sends and counts nothing.",
        Body = ExplainJson.Default.ExplainQuestion,
        BodyExample = """{"model":"gpt-4o-mini","key":"dev","stream":true,"max_tokens":500}""",
        Answer = ExplainJson.Default.ExplainAnswer,
        AnswerExample = """
            {"admitted":true,"queued":false,"route":"gpt-4o-mini","strategy":"least_latency","sticky":"none","target":1,
             "candidates":[{"provider":"azure","model":"gpt-4o-mini-eu","tier":0,"exclusion":"resting"},{"provider":"openai","model":"gpt-4o-mini","tier":0}],
             "limits":[{"rule":"key-requests-1m","scope":"key","metric":"requests","subject":"dev","limit":60,"amount":1,"remaining":57,"reset_ms":2400,"fits":true}],"budgets":[]}
            """,
        Faults = [FaultCode.ValidationError, FaultCode.GatewayOverloaded],
    };

    public static void Map(RouteGroupBuilder group, ControlBridge bridge) => group.MapApi("POST", "/api/explain", Ask, new ExplainArea(bridge).AskAsync);

    private async Task<IResult> AskAsync(HttpContext context)
    {
        var parsed = await JsonBody.ReadAsync(context, ExplainJson.Default.ExplainQuestion);
        if (!parsed.Ok)
        {
            return parsed.Refusal;
        }

        var question = parsed.Value;
        if (Check(question) is var (field, message))
        {
            return Answers.Invalid(field, message);
        }

        using var request = Compose(question);
        try
        {
            var answer = await bridge.AskAsync(request, context.RequestAborted);
            return Answers.Json(JsonSerializer.Deserialize(answer, ExplainJson.Default.ExplainAnswer)!, ExplainJson.Default.ExplainAnswer);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            return Answers.Fault(new GatewayFault(FaultCode.GatewayOverloaded, RetryAfterSeconds: 1));
        }
    }

    /// <summary>The first field that cannot be right.</summary>
    private static (string Field, string Message)? Check(ExplainQuestion question)
    {
        foreach (var (field, text) in ((string, string?)[])
            [("model", question.Model), ("key", question.Key), ("provider", question.Provider), ("app", question.App), ("client_ip", question.ClientIp)])
        {
            if (text is not null && (text.Length is 0 or > MaxTextLength || text.Any(char.IsControl)))
            {
                return (field, $"The field '{field}' must have 1 to {MaxTextLength} characters, and no control characters.");
            }
        }

        return !Paths.ContainsKey(question.Surface) ? ("surface", $"The field 'surface' must be one of {string.Join(", ", Paths.Keys)}.")
            : question.MaxTokens is < 1 ? ("max_tokens", "The field 'max_tokens' must be at least 1.")
            : question.ClientIp is { } address && !IPAddress.TryParse(address, out _) ? ("client_ip", "The field 'client_ip' must be an address.")
            : question.Body is { ValueKind: not JsonValueKind.Object } ? ("body", "The field 'body' must be an object.")
            : null;
    }

    private static HttpRequestMessage Compose(ExplainQuestion question)
    {
        var path = question.Surface == "generate_content"
            ? $"/v1beta/models/{Uri.EscapeDataString(question.Model)}:{(question.Stream ? "streamGenerateContent" : "generateContent")}"
            : Paths[question.Surface];
        var request = new HttpRequestMessage(HttpMethod.Post, "http://tollgate" + path)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(BodyOf(question)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(BridgeHeaders.Explain, Convert.ToBase64String(Encoding.UTF8.GetBytes(question.Key ?? "")));
        request.Headers.Add(BridgeHeaders.Peer, question.ClientIp ?? IPAddress.Loopback.ToString());
        if (question.Provider is { } provider)
        {
            request.Headers.Add("x-tollgate-provider", provider);
        }

        if (question.App is { } app)
        {
            request.Headers.Add("App-Name", app);
        }

        return request;
    }

    private static byte[] BodyOf(ExplainQuestion question)
    {
        using var buffer = new MemoryStream();
        using var json = new Utf8JsonWriter(buffer);
        var isGemini = question.Surface == "generate_content";
        var bound = question.Surface == "responses" ? "max_output_tokens" : "max_tokens";
        json.WriteStartObject();
        if (!isGemini)
        {
            json.WriteString("model", question.Model);
        }

        foreach (var property in question.Body?.EnumerateObject() ?? default)
        {
            var replaced = property.NameEquals("model") || (question.Stream && property.NameEquals("stream"))
                || (question.MaxTokens is not null && property.NameEquals(bound));
            if (!replaced)
            {
                property.WriteTo(json);
            }
        }

        if (question.Stream && !isGemini)
        {
            json.WriteBoolean("stream", true);
        }

        if (question.MaxTokens is { } tokens && !isGemini)
        {
            json.WriteNumber(bound, tokens);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.ToArray();
    }
}
