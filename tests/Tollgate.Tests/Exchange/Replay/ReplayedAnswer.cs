using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Streaming;
using Tollgate.TestSupport.Extracts;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.Tests.Exchange.Replay;

/// <summary>A recorded answer carried over into a client's format, without a wire.</summary>
internal sealed class ReplayedAnswer
{
    public const string Model = "the-client's-name/of:the-model";

    private readonly AnswerContext _context = new()
    {
        Model = JsonString.Of(Model),
        RequestId = "0123456789abcdef0123456789abcdef"u8.ToArray(),
        UnixSeconds = 1_790_000_000,
        IncludeUsage = true,
    };

    private readonly SendBuffer _bytes = new BufferPool().RentSend(BufferPool.BlockSize);
    private readonly ChatSurface _surface;
    private readonly ChatUpstream _upstream;
    private readonly TestSupport.Recording _recording;
    private readonly ClientDialect _dialect;

    public ReplayedAnswer(TestSupport.Recording recording, ClientDialect dialect)
    {
        _recording = recording;
        _dialect = dialect;
        _surface = TranslatedFormats.Surface(dialect)!;
        _upstream = TranslatedFormats.Upstream(recording.Api)!;
        _context.AsArray = dialect == ClientDialect.GeminiArray;
        _context.Out.Begin(_bytes);
    }

    /// <summary>The provider's own error.</summary>
    public UpstreamFailure? Failure { get; private set; }

    /// <summary>What the gateway bills.</summary>
    public TranslatedFigures Figures { get; } = new();

    /// <summary>What the client got.</summary>
    public string Text => Encoding.UTF8.GetString(_bytes.Span);

    /// <summary>The answer came in good order to its end.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The client wants no usage in its stream.</summary>
    public ReplayedAnswer WithoutUsage()
    {
        _context.IncludeUsage = false;
        return this;
    }

    /// <summary>As a stream.</summary>
    public AnswerSeen Stream()
    {
        var sink = _surface.NewStream(_context);
        Read(sink);
        if (!IsWhole)
        {
            sink.Fail(new UpstreamFailure { Kind = FailureKind.Server, Message = "The provider broke off." });
        }

        return Grammars.Stream(_dialect, _bytes.Span);
    }

    /// <summary>As one document.</summary>
    public AnswerSeen Whole()
    {
        var collector = new AnswerCollector();
        Read(collector);
        if (collector.Answer.Failure is { } failure)
        {
            _surface.WriteFailure(failure, _recording.Status, _context);
            return new AnswerSeen { Error = Grammars.Error(_dialect, _bytes.Span) };
        }

        _surface.WriteWhole(collector.Answer, _context);
        return Grammars.Whole(_dialect, _bytes.Span);
    }

    /// <summary>A refusal, by its status.</summary>
    public (int Status, string Message) Refusal()
    {
        Failure = _upstream.ReadFailure(_recording.Status, _recording.ResponseBody);
        var status = _surface.WriteFailure(Failure, _recording.Status, _context);
        return (status, Grammars.Error(_dialect, _bytes.Span));
    }

    private void Read(AnswerSink sink)
    {
        Figures.Reset();
        var call = new UpstreamCall { Preset = TranslatedFormats.Preset(_recording.Provider), Model = _recording.Model, Stream = true, IncludeUsage = true };
        var reader = _upstream.NewReader(new MeteredSink(sink, Figures, failure => Failure = failure), call);
        if (!RecordedAnswer.IsStreamed(_recording))
        {
            IsWhole = reader.TryReadWhole(_recording.ResponseBody);
            return;
        }

        foreach (var frame in RecordedAnswer.Frames(_recording))
        {
            if (reader.IsEnded)
            {
                break;
            }

            if (frame.IsDone)
            {
                reader.Complete();
            }
            else
            {
                reader.ReadFrame(Encoding.UTF8.GetBytes(frame.Name), Encoding.UTF8.GetBytes(frame.Data));
            }
        }

        IsWhole = reader.IsEnded || reader.Complete();
    }
}
