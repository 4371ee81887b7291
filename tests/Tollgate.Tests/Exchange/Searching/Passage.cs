using System.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Tests.Exchange.Searching;

/// <summary>One request of a client and the answers to it, through two formats, without a wire.</summary>
internal sealed class Passage
{
    private readonly ChatSurface _surface;
    private readonly ChatUpstream _upstream;
    private readonly UpstreamCall _call;

    public Passage(ChatSurface surface, string body, ChatUpstream upstream, string model, string kind = "openai", UnsupportedPolicy policy = UnsupportedPolicy.ByKind)
    {
        (_surface, _upstream) = (surface, upstream);
        var bytes = Encoding.UTF8.GetBytes(body);
        using var document = JsonDocument.Parse(bytes);
        Notes.Policy = policy;
        surface.Read(JsonNode.Of(document, bytes), Request, Notes);
        _call = new UpstreamCall { Preset = ProviderPresets.All.First(preset => preset.Kind == kind), Model = model, Stream = true, Searches = Request.SearchTool is not null };
        if (!upstream.TakesCustomTools)
        {
            CustomTools.ToFunctions(Request, Notes);
        }

        Sent = Notes.RefusedField is null ? Written(json => upstream.Write(Request, _call, Notes, json)) : string.Empty;
    }

    public ChatRequest Request { get; } = new();

    public TranslationNotes Notes { get; } = new();

    /// <summary>What the provider gets.</summary>
    public string Sent { get; }

    public System.Text.Json.Nodes.JsonNode SentJson => System.Text.Json.Nodes.JsonNode.Parse(Sent)!;

    /// <summary>What the client sees of a stream of events.</summary>
    public string Stream(params string[] frames) => Answer(sink => Tell(frames, sink), isWhole: false);

    /// <summary>The same gathered.</summary>
    public string StreamGathered(params string[] frames) => Answer(sink => Tell(frames, sink), isWhole: true);

    /// <summary>What the client sees of a whole answer that it wants as a stream.</summary>
    public string WholeStreamed(string body) => Answer(sink => _upstream.NewReader(sink, _call).TryReadWhole(Encoding.UTF8.GetBytes(body)), isWhole: false);

    /// <summary>What it sees of one that it wants whole.</summary>
    public string Whole(string body) => Answer(sink => _upstream.NewReader(sink, _call).TryReadWhole(Encoding.UTF8.GetBytes(body)), isWhole: true);

    private void Tell(string[] frames, AnswerSink sink)
    {
        var reader = _upstream.NewReader(sink, _call);
        foreach (var frame in frames)
        {
            reader.ReadFrame(default, Encoding.UTF8.GetBytes(frame));
        }

        if (!reader.Complete())
        {
            throw new InvalidOperationException("The stream is not whole.");
        }
    }

    private string Answer(Action<AnswerSink> tell, bool isWhole)
    {
        var context = new AnswerContext
        {
            Model = JsonString.Of("alias"), RequestId = "req-1"u8.ToArray(), UnixSeconds = 1_790_000_000, IncludeUsage = true, Echo = Request.Echo,
            CustomTools = Request.CustomNames, Searches = Request.SearchTool is not null,
        };
        var buffer = new BufferPool().RentSend(1024);
        context.Out.Begin(buffer);
        if (isWhole)
        {
            var collector = new AnswerCollector();
            tell(collector);
            _surface.WriteWhole(collector.Answer, context);
        }
        else
        {
            tell(_surface.NewStream(context));
        }

        return Encoding.UTF8.GetString(buffer.Span);
    }

    private static string Written(Action<JsonOut> write) => Carried.Written(write);
}
