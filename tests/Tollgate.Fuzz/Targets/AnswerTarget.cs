using System.Text;
using System.Text.Unicode;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Routing;
using Tollgate.Streaming;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.Fuzz.Targets;

/// <summary>
/// The answers of one provider format, told to clients of every format. The first byte chooses the client's and whether the rest is a whole answer;
/// else each of its lines is a frame, with its name before the first <c>|</c>. Whatever comes, the client's grammar holds.
/// </summary>
internal sealed class AnswerTarget(ChatUpstream upstream) : IFuzzTarget
{
    private const int Repeats = 32;

    /// <summary>Of the first byte: the request offered a search and custom tools.</summary>
    private const int OffersMore = 0x40;

    private static readonly HashSet<string> CustomTools = new(StringComparer.Ordinal) { "f" };

    /// <summary>What a provider may get wrong and no translation can put right: its numbers, names, ids and notes.</summary>
    private static readonly string[] Theirs =
    [
        "the total is not", "a part exceeds", "usage shrinks", "is no count", "the parts of what was cached", "is empty in", "two calls of one id", "two items of one id",
        "that is no base64", "logprob", "'token' is", "no number", "the input of a call is no object", "'mimeType' is missing",
    ];

    private readonly BufferPool _pool = new();
    private bool _offersMore;

    public string Name => $"answer-{upstream.Format}";

    public IReadOnlyList<string> Seeds { get; } =
    [
        .. from seed in AnswerSeeds.Streams(upstream.Format) from index in Enumerable.Range(0, FuzzedFormats.Surfaces.Count) select (char)((2 * index) + OffersMore) + seed,
        .. from seed in AnswerSeeds.Streams(upstream.Format) from index in Enumerable.Range(0, FuzzedFormats.Surfaces.Count) select (char)(2 * index) + seed,
        .. from seed in AnswerSeeds.Wholes(upstream.Format) from index in Enumerable.Range(0, FuzzedFormats.Surfaces.Count) select (char)((2 * index) + 1 + OffersMore) + seed,
    ];

    public IReadOnlyList<string> Words => AnswerSeeds.Words;

    public bool WeighsItself => true;

    public int Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return 0;
        }

        _offersMore = (input[0] & OffersMore) != 0;
        var surface = FuzzedFormats.Surfaces[((input[0] & ~OffersMore) >> 1) % FuzzedFormats.Surfaces.Count];
        var isWhole = (input[0] & 1) != 0;
        ReadOnlyMemory<byte> body = input[1..].ToArray();
        if (!isWhole)
        {
            CheckGrowth(body, surface);
        }

        var context = Context(out var bytes);
        var sink = surface.NewStream(context);
        var ended = Feed(sink, body, isWhole, times: 1, out var failure);
        if (!ended)
        {
            sink.Fail(new UpstreamFailure { Kind = FailureKind.Server, Message = "It broke off." });
        }

        CheckGrammar(surface, bytes, isStream: true, body);
        bytes.Return();
        CheckWhole(surface, body, isWhole);
        upstream.ReadFailure(400 + input[0], body);
        return HashCode.Combine(surface.Format, isWhole, ended, failure);
    }

    private AnswerContext NewContext() => new()
    {
        Model = JsonString.Of("m"),
        RequestId = "0123456789abcdef"u8.ToArray(),
        UnixSeconds = 1,
        IncludeUsage = true,
        Searches = _offersMore,
        CustomTools = _offersMore ? CustomTools : null,
    };

    private AnswerContext Context(out SendBuffer bytes)
    {
        var context = NewContext();
        bytes = _pool.RentSend(BufferPool.BlockSize);
        context.Out.Begin(bytes);
        return context;
    }

    private bool Feed(AnswerSink sink, ReadOnlyMemory<byte> body, bool isWhole, int times, out FailureKind failed)
    {
        var failure = FailureKind.Unknown;
        var call = new UpstreamCall { Preset = ProviderPresets.All[0], Model = "m", Stream = !isWhole, IncludeUsage = true, Searches = _offersMore };
        var reader = upstream.NewReader(new MeteredSink(sink, new TranslatedFigures(), problem => failure = problem.Kind), call);
        var whole = isWhole && reader.TryReadWhole(body);
        for (; !isWhole && times > 0; times--)
        {
            FeedFrames(reader, body);
        }

        failed = failure;
        return isWhole ? whole : reader.IsEnded || reader.Complete();
    }

    private static void FeedFrames(AnswerReader reader, ReadOnlyMemory<byte> body)
    {
        while (!body.IsEmpty && !reader.IsEnded)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            var bar = line.Span.IndexOf((byte)'|');
            reader.ReadFrame(bar < 0 ? default : line.Span[..bar], line[(bar + 1)..]);
        }
    }

    /// <summary>The same frames again and again: neither memory nor time may grow faster than they do.</summary>
    private void CheckGrowth(ReadOnlyMemory<byte> body, ChatSurface surface)
    {
        var context = Context(out var bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(surface.NewStream(context), body, isWhole: false, Repeats, out _);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        OracleException.Demand(allocated <= (100L * Repeats * body.Length) + (1024 * 1024), $"{allocated} bytes for {Repeats} times {body.Length}");
        OracleException.Demand(bytes.Count <= (100L * Repeats * body.Length) + 65536, $"{bytes.Count} bytes said for {Repeats} times {body.Length}");
        bytes.Return();
    }

    private void CheckWhole(ChatSurface surface, ReadOnlyMemory<byte> body, bool isWhole)
    {
        var collector = new AnswerCollector();
        if (!Feed(collector, body, isWhole, times: 1, out _))
        {
            return;
        }

        var context = Context(out var bytes);
        if (collector.Answer.Failure is { } failure)
        {
            surface.WriteFailure(failure, 500, context);
            Oracle(() => Grammars.Error(FuzzedFormats.DialectOf(surface.Format), bytes.Span), body);
        }
        else
        {
            surface.WriteWhole(collector.Answer, context);
            CheckGrammar(surface, bytes, isStream: false, body);
            bytes.Clear();
            context.Out.Begin(bytes);
            AnswerReplay.Tell(collector.Answer, surface.NewStream(context));
            CheckGrammar(surface, bytes, isStream: true, body);
        }

        bytes.Return();
    }

    private static void CheckGrammar(ChatSurface surface, SendBuffer bytes, bool isStream, ReadOnlyMemory<byte> body)
    {
        var dialect = FuzzedFormats.DialectOf(surface.Format);
        Oracle(() => isStream ? Grammars.Stream(dialect, bytes.Span) : Grammars.Whole(dialect, bytes.Span), body);
    }

    /// <summary>A provider's own mistakes are passed on as they are, and bytes that are no text stay none.</summary>
    private static void Oracle(Func<object> check, ReadOnlyMemory<byte> body)
    {
        try
        {
            check();
        }
        catch (GrammarException breach) when (Array.Exists(Theirs, fault => breach.Message.Contains(fault, StringComparison.Ordinal)))
        {
        }
        catch (GrammarException breach) when (breach.Message.Contains("stands twice", StringComparison.Ordinal) && body.Span.IndexOf("web_search"u8) >= 0)
        {
            // A provider's own block of a search is handed on as it was.
        }
        catch (DecoderFallbackException) when (!Utf8.IsValid(body.Span))
        {
        }
        catch (InvalidOperationException half) when (half.Message.Contains("UTF-16", StringComparison.Ordinal))
        {
            // Half a character, escaped, is legal JSON that the oracle cannot decode.
        }
    }
}
