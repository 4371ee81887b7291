using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Routing;

namespace Tollgate.Streaming;

/// <summary>Chats: any client format to any provider format, through the neutral request and answer.</summary>
internal sealed class ChatTranslator(ChatSurface surface, FormatTable formats, IReadOnlyList<WireFormat> spoken) : Translator
{
    private readonly ChatRequest _request = new();
    private ChatUpstream? _upstream;
    private UpstreamCall? _call;
    private AnswerCollector? _collector;
    private AnswerSink? _sink;

    /// <inheritdoc/>
    public override WireFormat Target => _upstream!.Format;

    /// <inheritdoc/>
    public override FrameKind Frames => _upstream!.Frames;

    /// <inheritdoc/>
    public override void WriteRequest(JsonNode body, UpstreamCall call, TranslationNotes notes, TranslationParties parties, JsonOut json)
    {
        _request.Memory = parties.Memory;
        _request.Owner = parties.Owner;
        surface.Read(body, _request, notes);
        _request.Stream = call.Stream; // Google's clients say it by the path
        _call = call;
        call.Searches = _request.SearchTool is not null;
        _upstream = formats.UpstreamFor(_request, surface.Format, spoken, call);
        if (!_upstream.TakesCustomTools)
        {
            CustomTools.ToFunctions(_request, notes);
        }

        if (notes.RefusedField is null)
        {
            _upstream.Write(_request, call, notes, json);
        }
    }

    /// <inheritdoc/>
    public override void BeginRefusal(ProviderPreset preset) => _upstream =
        formats.UpstreamFor(_request, surface.Format, spoken, new UpstreamCall { Preset = preset, Model = string.Empty });

    /// <inheritdoc/>
    public override void WriteHeaderLines(SendBuffer bytes) => _upstream!.WriteHeaderLines(_request, _call!, bytes);

    /// <inheritdoc/>
    public override AnswerReader BeginStream(AnswerContext context, TranslatedFigures figures)
    {
        Tell(context);
        _sink = surface.NewStream(context);
        return _upstream!.NewReader(new MeteredSink(_sink, figures, Failed), _call!);
    }

    /// <inheritdoc/>
    public override AnswerReader BeginGathering(TranslatedFigures figures)
    {
        _collector = new AnswerCollector();
        return _upstream!.NewReader(new MeteredSink(_collector, figures, Failed), _call!);
    }

    /// <inheritdoc/>
    public override AnswerReader BeginUnheard(TranslatedFigures figures) =>
        _upstream!.NewReader(new MeteredSink(UnheardAnswer.Instance, figures, Failed), _call!);

    /// <inheritdoc/>
    public override void WriteGathered(AnswerContext context)
    {
        Tell(context);
        surface.WriteWhole(_collector!.Answer, context);
    }

    /// <inheritdoc/>
    public override void WriteBreak(UpstreamFailure failure, AnswerContext context)
    {
        if (_sink is null)
        {
            Tell(context);
            _sink = surface.NewStream(context);
        }

        _sink.Fail(failure);
    }

    /// <inheritdoc/>
    public override UpstreamFailure ReadFailure(int status, ReadOnlySpan<byte> errorType, ReadOnlyMemory<byte> body) =>
        _upstream!.ReadFailure(status, errorType, body);

    /// <inheritdoc/>
    public override int WriteFailure(UpstreamFailure failure, int status, AnswerContext context) => surface.WriteFailure(failure, status, context);

    private void Tell(AnswerContext context)
    {
        context.IncludeUsage = _request.IncludeUsage;
        context.LegacyFunctions = _request.LegacyFunctions;
        context.Echo = _request.Echo;
        context.CustomTools = _request.CustomNames;
        context.Searches = _request.SearchTool is not null;
        context.Memory = _request.Memory;
        context.Owner = _request.Owner;
    }

    private void Failed(UpstreamFailure failure) => Failure ??= failure;
}
