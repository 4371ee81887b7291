using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Metering;
using Tollgate.Streaming;
using Xunit;

namespace Tollgate.Tests.Streaming;

public sealed class RealtimeTapTests
{
    /// <summary>As OpenAI's reference prints it, with a picture and strings that look like ends.</summary>
    private const string Done =
        """{"event_id":"e","type":"response.done","response":{"object":"realtime.response","id":"r","output":[{"content":[{"type":"audio","transcript":"\"usage\":{\"input_tokens\":9}} }"}]}],"usage":{"total_tokens":253,"input_tokens":132,"output_tokens":121,"input_token_details":{"text_tokens":119,"audio_tokens":13,"image_tokens":2,"cached_tokens":64,"cached_tokens_details":{"text_tokens":64,"audio_tokens":0}},"output_token_details":{"text_tokens":30,"audio_tokens":91}},"metadata":{"usage":{"input_tokens":7}}}}""";

    private const string Transcribed =
        """{"usage":{"type":"tokens","total_tokens":26,"input_tokens":17,"input_token_details":{"text_tokens":0,"audio_tokens":17},"output_tokens":9},"transcript":"Hi","type":"conversation.item.input_audio_transcription.completed","item_id":"i"}""";

    private static readonly TokenUsage Sum = new()
    {
        Input = 149, CachedInput = 64, Output = 130, AudioInput = 30, AudioOutput = 91, ImageInput = 2, Total = 279, Source = UsageSource.Reported,
    };

    [Fact]
    public void What_a_session_used_is_the_sum_over_its_answers_and_transcriptions() => Read(Session(), Session().Length).Sum.ShouldBe(Sum);

    [Fact]
    public void Reads_may_cut_anywhere()
    {
        var session = Session();
        for (var size = 1; size < 200; size++)
        {
            Read(session, size).Sum.ShouldBe(Sum, size.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("""{"type":"response.created","response":{"usage":{"input_tokens":5,"output_tokens":5}}}""")]
    [InlineData("""{"type":"response.done","response":{"usage":null}}""")]
    [InlineData("""{"type":"response.done","response":[{"usage":{"input_tokens":5}}]}""")]
    [InlineData("""{"type":"response.done","item":{"usage":{"input_tokens":5}}}""")]
    [InlineData("""{"type":"conversation.item.input_audio_transcription.completed","usage":{"type":"duration","seconds":4}}""")]
    [InlineData("""{"type":"response.done","response":{"usage":{"input_tokens":5,]}}""")]
    [InlineData("]]]}}}\"")]
    public void Other_events_use_nothing(string text)
    {
        var tap = Read([.. Frame(1, true, text), .. Frame(1, true, Transcribed)], 7);
        tap.Tap.IsBroken.ShouldBeFalse();
        tap.Sum.Input.ShouldBe(17);
    }

    [Theory]
    [InlineData("""{"type":"session.created","session":{"object":"realtime.session","audio":{"input":{"transcription":{"model":"whisper-1"}}},"model":"gpt-realtime","tools":[{"model":"x"}]}}""", "gpt-realtime")]
    [InlineData("""{"session":{"model":"gpt-realtime","modalities":["text"]},"type":"session.updated"}""", "gpt-realtime")]
    [InlineData("""{"type":"session.updated","session":{"model":null},"model":"x"}""", null)]
    [InlineData("""{"type":"session.updated","other":{"model":"x"},"session":{"voice":"v"}}""", null)]
    [InlineData("""{"type":"conversation.created","session":{"model":"x"}}""", null)]
    public void The_session_tells_its_model(string text, string? model)
    {
        for (var size = 1; size < 100; size += 7)
        {
            var tap = new RealtimeTap();
            var (session, named) = (Frame(1, true, text), (string?)null);
            for (var at = 0; at < session.Length; at += size)
            {
                ReadOnlySpan<byte> piece = session.AsSpan(at, Math.Min(size, session.Length - at));
                while (tap.TryRead(ref piece, out var news))
                {
                    news.ShouldBe(RealtimeNews.Named);
                    named = Encoding.UTF8.GetString(tap.Model);
                }
            }

            named.ShouldBe(model);
        }
    }

    [Theory]
    [InlineData("""{"type":"session.updated","session":{"audio":{"output":{"model":"x"},"input":{"noise":[{"model":"y"}],"transcription":{"language":"de","model":"gpt-4o-transcribe"}}}}}""", "gpt-4o-transcribe")]
    [InlineData("""{"session":{"input_audio_transcription":{"model":"whisper-1"}},"type":"session.created"}""", "whisper-1")]
    [InlineData("""{"type":"transcription_session.updated","session":{"input_audio_transcription":{"prompt":"","model":"whisper-1"}}}""", "whisper-1")]
    [InlineData("""{"type":"session.updated","session":{"audio":{"input":{"transcription":null}},"input_audio_transcription":null}}""", null)]
    [InlineData("""{"type":"session.updated","session":{"tools":[{"input_audio_transcription":{"model":"x"}}],"audio":[{"input":{"transcription":{"model":"x"}}}]}}""", null)]
    public void The_session_tells_who_writes_down_what_the_client_says(string text, string? model)
    {
        for (var size = 1; size < 100; size += 7)
        {
            var tap = new RealtimeTap();
            var (session, named) = (Frame(1, true, text), (string?)null);
            for (var at = 0; at < session.Length; at += size)
            {
                ReadOnlySpan<byte> piece = session.AsSpan(at, Math.Min(size, session.Length - at));
                while (tap.TryRead(ref piece, out var news))
                {
                    news.ShouldBe(RealtimeNews.Named);
                    tap.Model.IsEmpty.ShouldBeTrue();
                    named = Encoding.UTF8.GetString(tap.Transcriber);
                }
            }

            named.ShouldBe(model);
        }
    }

    [Fact]
    public void What_tells_something_is_handed_out_up_to_the_end_of_its_frame()
    {
        byte[] first = [.. Frame(1, true, """{"type":"response.created"}"""), .. Frame(1, true, """{"type":"other"}"""), .. Frame(1, true, Done)];
        ReadOnlySpan<byte> bytes = (byte[])[.. first, .. Frame(9, true, "ping"), .. Frame(1, true, Transcribed)];
        var tap = new RealtimeTap();
        tap.TryRead(ref bytes, out var began).ShouldBeTrue();
        began.ShouldBe(RealtimeNews.Began);
        tap.TryRead(ref bytes, out var answered).ShouldBeTrue();
        answered.ShouldBe(RealtimeNews.Answered);
        bytes.Length.ShouldBe(Frame(9, true, "ping").Length + Frame(1, true, Transcribed).Length);
        tap.TryRead(ref bytes, out _).ShouldBeTrue();
        tap.TryRead(ref bytes, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_usage_that_is_too_long_is_not_read()
    {
        var text = """{"type":"response.done","response":{"usage":{"input_tokens":5,"x":"@"}}}""".Replace("@", new string('x', 5_000), StringComparison.Ordinal);
        var tap = Read([.. Frame(1, true, text), .. Frame(1, true, Transcribed)], 4096);
        tap.Sum.Input.ShouldBe(17);
    }

    [Theory]
    [InlineData(0xC1, 0x01)] // compressed
    [InlineData(0x83, 0x01)] // an opcode that nobody knows
    [InlineData(0x81, 0x81)] // masked, which servers never do
    [InlineData(0x80, 0x01)] // goes on with nothing
    [InlineData(0x09, 0x01)] // a control frame in parts
    [InlineData(0x89, 0x7E)] // a long control frame
    public void What_is_no_frame_of_a_server_ends_the_reading(int first, int second)
    {
        var tap = Read([.. Frame(1, true, Transcribed), (byte)first, (byte)second, .. new byte[20], .. Frame(1, true, Transcribed)], 9);
        tap.Tap.IsBroken.ShouldBeTrue();
        tap.Sum.Input.ShouldBe(17);
    }

    [Fact]
    public void Any_bytes_are_read_without_a_fault() => Prop.ForAll<byte[]>(bytes =>
    {
        Read(bytes, 3);
        Read([.. Frame(1, true, Encoding.Latin1.GetString(bytes)), .. Frame(1, true, Transcribed)], 5).Sum.Input.ShouldBe(17);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reading_allocates_nothing()
    {
        var session = Session();
        var tap = new RealtimeTap();
        All(tap, session);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            All(tap, session);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    /// <summary>An answer in three fragments around a ping, sound, and a transcription.</summary>
    private static byte[] Session() =>
    [
        .. Frame(1, true, $$"""{"type":"response.output_audio.delta","delta":"{{new string('A', 70_000)}}"}"""),
        .. Frame(1, false, Done[..100]), .. Frame(9, true, "ping"), .. Frame(0, false, Done[100..101]), .. Frame(0, true, Done[101..]),
        .. Frame(2, true, Transcribed), .. Frame(1, true, Transcribed), .. Frame(8, true, ""),
    ];

    private static (RealtimeTap Tap, TokenUsage Sum) Read(byte[] session, int size)
    {
        var tap = new RealtimeTap();
        var sum = default(TokenUsage);
        for (var at = 0; at < session.Length; at += size)
        {
            sum = Plus(sum, All(tap, session.AsSpan(at, Math.Min(size, session.Length - at))));
        }

        return (tap, sum);
    }

    private static TokenUsage All(RealtimeTap tap, ReadOnlySpan<byte> bytes)
    {
        var sum = default(TokenUsage);
        while (tap.TryRead(ref bytes, out var news))
        {
            sum = news is RealtimeNews.Answered or RealtimeNews.Transcribed ? Plus(sum, tap.Usage) : sum;
        }

        return sum;
    }

    private static TokenUsage Plus(TokenUsage sum, TokenUsage more) => more.Source == UsageSource.None ? sum : sum.Plus(more);

    private static byte[] Frame(int opcode, bool isFinal, string text)
    {
        var payload = Encoding.Latin1.GetBytes(text);
        var first = (byte)((isFinal ? 0x80 : 0) | opcode);
        if (payload.Length < 126)
        {
            return [first, (byte)payload.Length, .. payload];
        }

        var head = payload.Length <= ushort.MaxValue ? new byte[4] : new byte[10];
        head[0] = first;
        head[1] = (byte)(head.Length == 4 ? 126 : 127);
        if (head.Length == 4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)payload.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(2), (ulong)payload.Length);
        }

        return [.. head, .. payload];
    }
}
