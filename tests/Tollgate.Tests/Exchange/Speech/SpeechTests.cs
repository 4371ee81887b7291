using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Metering;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Tests.Exchange.Unary;
using Tollgate.TestSupport;
using Tollgate.Upstreams.Gemini;
using Xunit;

namespace Tollgate.Tests.Exchange.Speech;

/// <summary>OpenAI's clients hear Google's voices.</summary>
public sealed class SpeechTests
{
    private const string Answer =
        """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"audio/L16;codec=pcm;rate=16000","data":"AQIDBA=="}},{"text":"x"},{"inlineData":{"mimeType":"audio/L16;codec=pcm;rate=16000","data":"\u0042QY="}}]},"finishReason":"STOP"}]}""";

    [Fact]
    public void The_recorded_request_is_what_is_asked()
    {
        Assert.SkipUnless(Recordings.Available, "No recordings here.");
        using var recorded = JsonDocument.Parse(Recordings.Get("gemini-tts").RequestBody);
        var text = recorded.RootElement.GetProperty("contents")[0].GetProperty("parts")[0].GetProperty("text").GetRawText();
        var call = Ask($$"""{"model":"m","input":{{text}},"voice":"kore","response_format":"wav"}""");
        using var asked = JsonDocument.Parse(call.Request("gemini-2.5-flash-preview-tts", "gemini"));
        foreach (var member in asked.RootElement.EnumerateObject())
        {
            JsonElement.DeepEquals(member.Value, recorded.RootElement.GetProperty(member.Name)).ShouldBeTrue(member.Value.ToString());
        }

        asked.RootElement.EnumerateObject().Count().ShouldBe(2);
        call.Notes.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void The_recorded_answer_is_heard_sample_by_sample()
    {
        Assert.SkipUnless(Recordings.Available, "No recordings here.");
        var body = Recordings.Get("gemini-tts").ResponseBody;
        using var recorded = JsonDocument.Parse(body);
        var sound = recorded.RootElement.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("inlineData")
            .GetProperty("data").GetBytesFromBase64();

        var samples = Ask("""{"input":"a","voice":"Kore","response_format":"pcm"}""");
        samples.Bytes(Encoding.UTF8.GetString(body)).ShouldBe(sound);
        samples.ContentType.ShouldBe("audio/pcm");
        samples.Usage.ShouldBe(new TokenUsage { Input = 11, Output = 111, AudioOutput = 111, Total = 122, Source = UsageSource.Reported });

        var wave = Ask("""{"input":"a","voice":"Kore","response_format":"wav"}""");
        var file = wave.Bytes(Encoding.UTF8.GetString(body)).ShouldNotBeNull();
        wave.ContentType.ShouldBe("audio/wav");
        file[44..].ShouldBe(sound);
        ShouldBeHead(file, sound.Length, 24_000);
    }

    [Fact]
    public void Sound_in_pieces_is_one_wave_of_the_rate_that_is_told()
    {
        var file = Ask("""{"input":"a","voice":"Kore","response_format":"wav"}""").Bytes(Answer).ShouldNotBeNull();
        file[44..].ShouldBe([1, 2, 3, 4, 5, 6]);
        ShouldBeHead(file, 6, 16_000);
    }

    [Fact]
    public void Instructions_stand_before_the_text_and_apart_from_it()
    {
        Ask("""{"input":"Hi \"you\"","instructions":"Be \u00e4 pirate.","voice":"Puck","response_format":"wav"}""").Request("tts", "gemini").ShouldStartWith(
            """{"contents":[{"role":"user","parts":[{"text":"Read the transcript aloud. Be \u00e4 pirate.\n\nTranscript:\nHi \"you\""}]}]""");
    }

    [Theory]
    [InlineData("Kore", "Kore", false)]
    [InlineData("ZEPHYR", "Zephyr", false)]
    [InlineData("alloy", "Kore", true)]
    [InlineData("cedar", "Charon", true)]
    [InlineData("A new one", "A new one", false)]
    public void A_voice_is_Google_s_own_or_the_nearest_to_OpenAI_s(string asked, string given, bool isLost)
    {
        var call = Ask($$"""{"input":"a","voice":"{{asked}}","response_format":"wav"}""");
        call.Request("tts", "gemini").ShouldContain($"\"voiceName\":\"{given}\"");
        call.Notes.Warnings.ShouldBe(isLost ? ["voice"] : []);
    }

    [Theory]
    [InlineData("""{"input":"a","voice":"Kore"}""", null, "response_format")]
    [InlineData("""{"input":"a","voice":"Kore","response_format":"wav","speed":1.5}""", null, "speed")]
    [InlineData("""{"input":"a","voice":"Kore","response_format":"wav","speed":1.0}""", null, null)]
    [InlineData("""{"input":"a","voice":"Kore","response_format":"mp3"}""", "response_format", null)]
    [InlineData("""{"input":"a","voice":"Kore","response_format":"opus"}""", "response_format", null)]
    [InlineData("""{"input":"a","voice":"Kore","response_format":"ogg"}""", "response_format", null)]
    [InlineData("""{"input":"a","voice":"Kore","response_format":"wav","stream_format":"sse"}""", "stream_format", null)]
    [InlineData("""{"input":"a","voice":"Kore","response_format":"wav","stream":true}""", "stream_format", null)]
    [InlineData("""{"input":"a","response_format":"wav"}""", "voice", null)]
    [InlineData("""{"input":"a","voice":{"id":"voice_1"},"response_format":"wav"}""", "voice", null)]
    [InlineData("""{"input":"","voice":"Kore","response_format":"wav"}""", "input", null)]
    [InlineData("""{"input":"a","voice":"Kore","response_format":"wav","speed":"fast"}""", "speed", null)]
    public void What_is_not_possible_is_refused_or_named(string body, string? refused, string? warned)
    {
        var call = Ask(body);
        if (call.Notes.RefusedField is null)
        {
            call.Request("tts", "gemini");
        }

        call.Notes.RefusedField.ShouldBe(refused);
        call.Notes.Warnings.ShouldBe(warned is null ? [] : [warned]);
    }

    [Theory]
    [InlineData((int)UnsupportedPolicy.Error, """{"input":"a","voice":"Kore"}""", true)]
    [InlineData((int)UnsupportedPolicy.Drop, """{"input":"a","voice":"Kore"}""", false)]
    [InlineData((int)UnsupportedPolicy.Drop, """{"input":"a","voice":"Kore","response_format":"mp3"}""", false)]
    public void The_model_s_policy_rules_over_the_encoding(int policy, string body, bool isRefused)
    {
        var call = new UnaryCall(new OpenAiSpeechSurface(null), new GeminiSpeechUpstream(NoErrors.Instance), body, (UnsupportedPolicy)policy);
        call.Notes.RefusedField.ShouldBe(isRefused ? "response_format" : null);
        call.Notes.Warnings.ShouldBe(isRefused ? [] : ["response_format"]);
        call.ContentType.ShouldBe("audio/wav");
    }

    [Theory]
    [InlineData("""{"candidates":[{"finishReason":"OTHER"}],"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}}""", (int)FailureKind.Server)]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"No."}]},"finishReason":"STOP"}]}""", (int)FailureKind.BadRequest)]
    [InlineData("""{"promptFeedback":{"blockReason":"SAFETY"}}""", (int)FailureKind.ContentFilter)]
    public void Silence_is_a_failure(string answer, int kind)
    {
        var call = Ask("""{"input":"a","voice":"Kore"}""");
        call.Bytes(answer).ShouldNotBeNull();
        ((int)call.Failure.ShouldNotBeNull().Kind).ShouldBe(kind);
    }

    [Theory]
    [InlineData("""{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"audio/L16","data":"no base64!"}}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"audio/mpeg","data":"AAAA"}}]}}]}""")]
    [InlineData("""{"ok":true}""")]
    public void Sound_that_cannot_be_read_is_no_answer(string answer) => Ask("""{"input":"a","voice":"Kore"}""").Bytes(answer).ShouldBeNull();

    private static void ShouldBeHead(ReadOnlySpan<byte> file, int dataBytes, int rate)
    {
        Encoding.ASCII.GetString(file[..4]).ShouldBe("RIFF");
        BinaryPrimitives.ReadInt32LittleEndian(file[4..]).ShouldBe(file.Length - 8);
        Encoding.ASCII.GetString(file[8..16]).ShouldBe("WAVEfmt ");
        BinaryPrimitives.ReadInt32LittleEndian(file[16..]).ShouldBe(16);
        BinaryPrimitives.ReadInt16LittleEndian(file[20..]).ShouldBe((short)1);
        BinaryPrimitives.ReadInt16LittleEndian(file[22..]).ShouldBe((short)1);
        BinaryPrimitives.ReadInt32LittleEndian(file[24..]).ShouldBe(rate);
        BinaryPrimitives.ReadInt32LittleEndian(file[28..]).ShouldBe(rate * 2);
        BinaryPrimitives.ReadInt16LittleEndian(file[32..]).ShouldBe((short)2);
        BinaryPrimitives.ReadInt16LittleEndian(file[34..]).ShouldBe((short)16);
        Encoding.ASCII.GetString(file[36..40]).ShouldBe("data");
        BinaryPrimitives.ReadInt32LittleEndian(file[40..]).ShouldBe(dataBytes);
    }

    private static UnaryCall Ask(string body) => new(new OpenAiSpeechSurface(null), new GeminiSpeechUpstream(NoErrors.Instance), body);
}
