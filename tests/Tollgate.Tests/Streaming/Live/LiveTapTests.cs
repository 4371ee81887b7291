using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Metering;
using Tollgate.Streaming;
using Xunit;

namespace Tollgate.Tests.Streaming.Live;

/// <summary>What Google's messages in a Live session say was used.</summary>
public sealed class LiveTapTests
{
    private const string Sound = """{"serverContent":{"modelTurn":{"parts":[{"inlineData":{"mimeType":"audio/pcm","data":"AAAA"}},{"text":"\"usageMetadata\":{\"promptTokenCount\":9}}"}]}}}""";

    private const string TurnEnd = """{"serverContent":{"turnComplete": true}}""";

    [Fact]
    public void Every_turn_is_counted_whole_and_its_sound_apart()
    {
        // As Google's guide prints it, with thoughts.
        const string Usage =
            """{"usageMetadata":{"promptTokenCount":541,"cachedContentTokenCount":40,"responseTokenCount":156,"toolUsePromptTokenCount":9,"thoughtsTokenCount":4,"totalTokenCount":710,"promptTokensDetails":[{"modality":"TEXT","tokenCount":400},{"modality":"AUDIO","tokenCount":131},{"modality":"VIDEO","tokenCount":10}],"responseTokensDetails":[{"modality":"AUDIO","tokenCount":150},{"modality":"TEXT","tokenCount":6}],"trafficType":"ON_DEMAND"},"serverContent":{"turnComplete":true}}""";
        Read(Ready, Sound, Usage).ShouldBe([new TokenUsage
        {
            Input = 550, CachedInput = 40, Output = 160, Reasoning = 4, AudioInput = 131, AudioOutput = 150, ImageInput = 10, Total = 710, Source = UsageSource.Reported,
        }]);
    }

    [Fact]
    public void Turns_add_up_since_each_is_billed_with_the_conversation_before_it() =>
        Sum(Sound, Report(143, 19), TurnEnd, Sound, Report(181, 24), TurnEnd, Sound, TurnEnd, Report(224, 24)).ShouldBe((548, 67));

    [Fact]
    public void Reports_of_one_answer_do_not_add_up() =>
        Sum(Sound, Report(100, 5), Sound, Report(100, 20), TurnEnd, Report(100, 20), Report(100, 20)).ShouldBe((100, 20));

    [Fact]
    public void An_answer_of_the_same_size_is_another_one() =>
        Sum(Sound, Report(100, 20), TurnEnd, Sound, Report(100, 20), TurnEnd, Sound, """{"serverContent":{"interrupted":true}}""", Report(100, 20)).ShouldBe((300, 60));

    [Fact]
    public void What_comes_after_a_tools_result_is_an_answer_of_its_own() =>
        Sum("""{"toolCall":{"functionCalls":[{"name":"f","args":{"turnComplete":true}}]}}""", Report(100, 20), Sound, Report(150, 20), TurnEnd).ShouldBe((250, 40));

    [Theory]
    [InlineData("""{"serverContent":{"usageMetadata":{"promptTokenCount":5}}}""")]
    [InlineData("""{"usageMetadata":null}""")]
    [InlineData("""{"usageMetadata":{"totalTokenCount":5}}""")]
    [InlineData("""{"usageMetadata":{"promptTokenCount":0,"responseTokenCount":0}}""")]
    [InlineData("""{"usageMetadata":{"promptTokenCount":5,]}}""")]
    [InlineData("""[{"usageMetadata":{"promptTokenCount":5}}]""")]
    [InlineData("""{"goAway":{"timeLeft":"10s"},"sessionResumptionUpdate":{"newHandle":"h","resumable":true}}""")]
    [InlineData("]]]}}}\"")]
    public void Other_messages_use_nothing(string text) => Sum(text, Sound, Report(7, 3)).ShouldBe((7, 3));

    [Fact]
    public void An_answers_list_under_both_of_its_names_counts_once() => Read(
        """{"usageMetadata":{"promptTokenCount":1,"responseTokenCount":9,"candidatesTokenCount":9,"responseTokensDetails":[{"modality":"AUDIO","tokenCount":9}],"candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":9}]}}""")[0]
        .AudioOutput.ShouldBe(9);

    [Fact]
    public void Text_and_binary_frames_say_the_same_wherever_reads_cut_them()
    {
        foreach (var opcode in (int[])[1, 2])
        {
            byte[] session = [.. Frame(opcode, Sound), .. Frame(opcode, Report(100, 20)), .. Frame(9, "ping"), .. Frame(opcode, TurnEnd), .. Frame(opcode, Sound), .. Frame(opcode, Report(130, 1))];
            for (var size = 1; size < 150; size++)
            {
                Sum(ReadBytes(session, size)).ShouldBe((230, 21));
            }
        }
    }

    [Fact]
    public void An_answer_begins_with_its_first_content()
    {
        ReadOnlySpan<byte> bytes = (byte[])[.. Frame(2, Ready), .. Frame(2, Sound), .. Frame(2, Sound), .. Frame(2, Report(1, 1)), .. Frame(2, TurnEnd), .. Frame(2, Sound)];
        var tap = new RealtimeTap(isLive: true);
        var all = new List<RealtimeNews>();
        while (tap.TryRead(ref bytes, out var news))
        {
            all.Add(news);
        }

        all.ShouldBe([RealtimeNews.Began, RealtimeNews.Answered, RealtimeNews.Began]);
    }

    [Fact]
    public void Any_bytes_are_read_without_a_fault() => Prop.ForAll<byte[]>(bytes =>
    {
        ReadBytes(bytes, 3);
        var one = Sum(ReadBytes([.. Frame(2, Encoding.Latin1.GetString(bytes)), .. Frame(2, Report(17, 1))], 5));
        one.ShouldBe((17, 1));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reading_allocates_nothing()
    {
        byte[] session = [.. Frame(2, Sound), .. Frame(2, Report(100, 20)), .. Frame(2, TurnEnd)];
        var tap = new RealtimeTap(isLive: true);
        Drain(tap, session);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Drain(tap, session);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private const string Ready = """{"setupComplete":{}}""";

    private static string Report(int prompt, int answer) =>
        $$$"""{"usageMetadata":{"promptTokenCount":{{{prompt}}},"responseTokenCount":{{{answer}}},"totalTokenCount":{{{prompt + answer}}}}}""";

    private static (long Input, long Output) Sum(params string[] messages) => Sum(Read(messages));

    private static (long Input, long Output) Sum(List<TokenUsage> parts) => (parts.Sum(part => part.Input), parts.Sum(part => part.Output));

    private static List<TokenUsage> Read(params string[] messages) => ReadBytes([.. messages.SelectMany(message => Frame(2, message))], 64);

    private static List<TokenUsage> ReadBytes(byte[] session, int size)
    {
        var tap = new RealtimeTap(isLive: true);
        var parts = new List<TokenUsage>();
        for (var at = 0; at < session.Length; at += size)
        {
            ReadOnlySpan<byte> piece = session.AsSpan(at, Math.Min(size, session.Length - at));
            while (tap.TryRead(ref piece, out var news))
            {
                if (news == RealtimeNews.Answered)
                {
                    parts.Add(tap.Usage);
                }
            }
        }

        return parts;
    }

    private static void Drain(RealtimeTap tap, ReadOnlySpan<byte> bytes)
    {
        while (tap.TryRead(ref bytes, out _))
        {
        }
    }

    private static byte[] Frame(int opcode, string text)
    {
        var payload = Encoding.Latin1.GetBytes(text);
        var head = payload.Length < 126 ? new byte[2] : new byte[4];
        head[0] = (byte)(0x80 | opcode);
        head[1] = (byte)(payload.Length < 126 ? payload.Length : 126);
        if (head.Length > 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)payload.Length);
        }

        return [.. head, .. payload];
    }
}
