using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Surfaces.OpenAi;

namespace Tollgate.Tests.Surfaces.OpenAi;

/// <summary>A client of chat completions (or of the older completions), without the network.</summary>
internal sealed class ChatClient(ChatSurface? surface = null)
{
    private readonly ChatSurface _surface = surface ?? new ChatCompletionsSurface();

    public ReasoningMemory? Memory { get; init; }

    public ulong Owner { get; init; } = 7;

    public bool IncludeUsage { get; init; }

    public bool LegacyFunctions { get; init; }

    public IReadOnlySet<string>? CustomTools { get; init; }

    /// <summary>Reads a body. Its bytes live on.</summary>
    public (ChatRequest Request, TranslationNotes Notes) Send(string body)
    {
        var request = new ChatRequest { Memory = Memory, Owner = Owner };
        var notes = new TranslationNotes();
        var bytes = Encoding.UTF8.GetBytes(body);
        using var document = JsonDocument.Parse(bytes);
        _surface.Read(Tollgate.Exchange.JsonNode.Of(document, bytes), request, notes);
        return (request, notes);
    }

    /// <summary>The text of the stream that it gets.</summary>
    public string StreamText(Action<AnswerSink> answer) => Written(context => answer(_surface.NewStream(context)));

    /// <summary>The stream's documents; <c>[DONE]</c> is null.</summary>
    public List<JsonObject?> Stream(Action<AnswerSink> answer) =>
        [.. StreamText(answer).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(item => item == "data: [DONE]" ? null : System.Text.Json.Nodes.JsonNode.Parse(item["data: ".Length..])!.AsObject())];

    /// <summary>The whole answer that it gets to the same.</summary>
    public JsonObject Whole(Action<AnswerSink> answer)
    {
        var collector = new AnswerCollector();
        answer(collector);
        return System.Text.Json.Nodes.JsonNode.Parse(Written(context => _surface.WriteWhole(collector.Answer, context)))!.AsObject();
    }

    /// <summary>An error's status and document.</summary>
    public (int Status, JsonObject Error) Failure(UpstreamFailure failure, int status)
    {
        var given = 0;
        var body = Written(context => given = _surface.WriteFailure(failure, status, context));
        return (given, System.Text.Json.Nodes.JsonNode.Parse(body)!["error"]!.AsObject());
    }

    public static JsonString Js(string text) => JsonString.Of(text);

    private string Written(Action<AnswerContext> write)
    {
        var context = new AnswerContext
        {
            Model = JsonString.Of("client-model"),
            RequestId = "req1"u8.ToArray(),
            UnixSeconds = 1_790_000_000,
            IncludeUsage = IncludeUsage,
            LegacyFunctions = LegacyFunctions,
            Memory = Memory,
            Owner = Owner,
            CustomTools = CustomTools,
        };
        var bytes = new BufferPool().RentSend(16);
        context.Out.Begin(bytes);
        write(context);
        var text = Encoding.UTF8.GetString(bytes.Span);
        bytes.Return();
        return text;
    }
}
