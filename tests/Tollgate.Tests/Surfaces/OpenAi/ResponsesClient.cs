using System.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Surfaces.OpenAi;

namespace Tollgate.Tests.Surfaces.OpenAi;

/// <summary>A client of the responses format, without the network.</summary>
internal sealed class ResponsesClient
{
    private static readonly ResponsesSurface Surface = new();

    public ChatRequest Request { get; } = new();

    public TranslationNotes Notes { get; } = new();

    /// <summary>Sends a body.</summary>
    public static ResponsesClient Send(string body)
    {
        var client = new ResponsesClient();
        var bytes = Encoding.UTF8.GetBytes(body);
        using var document = JsonDocument.Parse(bytes);
        Surface.Read(JsonNode.Of(document, bytes), client.Request, client.Notes);
        return client;
    }

    /// <summary>The stream that it gets.</summary>
    public string Stream(Action<AnswerSink> answer) => Written(context => answer(Surface.NewStream(context)));

    /// <summary>The whole answer that it gets to the same.</summary>
    public string Whole(Action<AnswerSink> answer)
    {
        var collector = new AnswerCollector();
        answer(collector);
        return Written(context => Surface.WriteWhole(collector.Answer, context));
    }

    /// <summary>The body of an error that it gets, and its status.</summary>
    public (int Status, JsonElement Error) Failure(UpstreamFailure failure, int status)
    {
        var given = 0;
        var body = Written(context => given = Surface.WriteFailure(failure, status, context));
        return (given, JsonDocument.Parse(body).RootElement.GetProperty("error"));
    }

    private string Written(Action<AnswerContext> write)
    {
        var context = new AnswerContext
        {
            Model = JsonString.Of("client-model"), RequestId = "req1"u8.ToArray(), UnixSeconds = 1_790_000_000, Echo = Request.Echo,
            CustomTools = Request.CustomNames, Searches = Request.SearchTool is not null,
        };
        var bytes = new BufferPool().RentSend(16);
        context.Out.Begin(bytes);
        write(context);
        var text = Encoding.UTF8.GetString(bytes.Span);
        bytes.Return();
        return text;
    }
}
