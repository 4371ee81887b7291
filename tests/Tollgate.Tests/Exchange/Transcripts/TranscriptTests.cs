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

namespace Tollgate.Tests.Exchange.Transcripts;

/// <summary>OpenAI's clients have Google's models listen.</summary>
public sealed class TranscriptTests
{
    private const string Answer =
        """{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"Ruby \"is\""},{"text":" fun.\u00e4"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":140,"candidatesTokenCount":6,"totalTokenCount":146,"promptTokensDetails":[{"modality":"TEXT","tokenCount":20},{"modality":"AUDIO","tokenCount":120}]}}""";

    [Fact]
    public void A_recording_is_handed_on_with_the_order_to_write_it_down()
    {
        var call = Ask(("file", "abc", "a.MP3", null), ("language", "de", null, null), ("prompt", "\"ZyntriQix\"", null, null), ("temperature", "0.20", null, null));
        call.Request("up", "gemini").ShouldBe(
            """{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"audio/mp3","data":"YWJj"}},{"text":"Write down what is said in this recording, word for word, in the language that is spoken. Answer with the words alone. Language spoken: de.\n\nThis text is no part of the recording; it shows how names and terms are spelt:\n\"ZyntriQix\""}]}],"generationConfig":{"temperature":0.2}}""");
        call.Notes.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_translation_goes_into_English()
    {
        var call = Ask(WireFormat.OpenAiTranslations, ("file", "abc", "a.bin", "audio/x-wav; q=1"));
        call.Request("up", "gemini").ShouldContain("into English");
        call.Request("up", "gemini").ShouldContain("\"mimeType\":\"audio/wav\"");
        call.Answer(Answer).ShouldBe("""{"text":"Ruby \"is\" fun.\u00e4"}""");
    }

    [Fact]
    public void The_words_come_as_JSON_with_usage_or_alone()
    {
        var json = Ask(("file", "abc", "a.wav", null));
        json.Answer(Answer).ShouldBe(
            """{"text":"Ruby \"is\" fun.\u00e4","usage":{"type":"tokens","input_tokens":140,"input_token_details":{"text_tokens":20,"audio_tokens":120},"output_tokens":6,"total_tokens":146}}""");
        json.ContentType.ShouldBe("application/json");
        json.Usage.ShouldBe(new TokenUsage { Input = 140, AudioInput = 120, Output = 6, Total = 146, Source = UsageSource.Reported });

        var text = Ask(("file", "abc", "a.wav", null), ("response_format", "text", null, null));
        Encoding.UTF8.GetString(text.Bytes(Answer).ShouldNotBeNull()).ShouldBe("Ruby \"is\" fun.ä\n");
        text.ContentType.ShouldBe("text/plain; charset=utf-8");
    }

    [Fact]
    public void Silence_has_no_words_and_is_no_failure()
    {
        var call = Ask(("file", "abc", "a.wav", null));
        call.Answer("""{"candidates":[{"content":{"role":"model"},"finishReason":"STOP"}]}""").ShouldBe("""{"text":""}""");
        call.Failure.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"candidates":[{"finishReason":"SAFETY"}]}""", (int)FailureKind.ContentFilter)]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Half of"}]},"finishReason":"MAX_TOKENS"}]}""", (int)FailureKind.BadRequest)]
    [InlineData("""{"promptFeedback":{"blockReason":"OTHER"}}""", (int)FailureKind.ContentFilter)]
    [InlineData("""{"candidates":[{"finishReason":"OTHER"}]}""", (int)FailureKind.Server)]
    public void What_is_filtered_or_cut_is_a_failure(string answer, int kind)
    {
        var call = Ask(("file", "abc", "a.wav", null));
        call.Answer(answer).ShouldNotBeNull();
        ((int)call.Failure.ShouldNotBeNull().Kind).ShouldBe(kind);
    }

    [Theory]
    [InlineData("response_format", "srt", "response_format")]
    [InlineData("response_format", "vtt", "response_format")]
    [InlineData("response_format", "verbose_json", "response_format")]
    [InlineData("response_format", "diarized_json", "response_format")]
    [InlineData("temperature", "hot", "temperature")]
    [InlineData("temperature", "1.5", "temperature")]
    [InlineData("stream", "true", "stream")]
    public void What_cannot_be_had_is_refused_by_its_name(string name, string value, string field) =>
        Ask(("file", "abc", "a.wav", null), (name, value, null, null)).Notes.RefusedField.ShouldBe(field);

    [Theory]
    [InlineData("abc", "a.txt")]
    [InlineData("abc", "noname")]
    [InlineData("", "a.wav")]
    public void A_file_that_is_no_recording_is_refused(string content, string name) => Ask(("file", content, name, null)).Notes.RefusedField.ShouldBe("file");

    [Fact]
    public void Fields_without_a_place_are_named()
    {
        var call = Ask(("file", "abc", "a.wav", null), ("model", "m", null, null), ("timestamp_granularities[]", "word", null, null), ("stream", "false", null, null), ("include[]", "logprobs", null, null));
        call.Notes.RefusedField.ShouldBeNull();
        call.Notes.Warnings.ShouldBe(["timestamp_granularities[]", "include[]"]);
    }

    [Fact]
    public void A_recording_comes_in_a_form() =>
        new UnaryCall(new OpenAiTranscriptSurface(null, WireFormat.OpenAiTranscriptions), new GeminiTranscriptUpstream(NoErrors.Instance), """{"model":"m","file":"abc"}""")
            .Notes.RefusedField.ShouldBe("file");

    [Fact]
    public void The_recorded_form_is_heard()
    {
        Assert.SkipUnless(Recordings.Available, "No recordings here.");
        var recording = Recordings.Get("openai-transcription");
        var call = new UnaryCall(
            new OpenAiTranscriptSurface(null, WireFormat.OpenAiTranscriptions), new GeminiTranscriptUpstream(NoErrors.Instance), recording.RequestBody,
            recording.RequestHeader("content-type")!);
        using var asked = JsonDocument.Parse(call.Request("up", "gemini"));
        var sound = asked.RootElement.GetProperty("contents")[0].GetProperty("parts")[0].GetProperty("inlineData");
        sound.GetProperty("mimeType").GetString().ShouldBe("audio/wav");
        var bytes = sound.GetProperty("data").GetBytesFromBase64();
        bytes.Length.ShouldBe(177_644);
        Encoding.ASCII.GetString(bytes.AsSpan(0, 4)).ShouldBe("RIFF");
    }

    private static UnaryCall Ask(params (string Name, string Value, string? FileName, string? Type)[] fields) => Ask(WireFormat.OpenAiTranscriptions, fields);

    private static UnaryCall Ask(WireFormat format, params (string Name, string Value, string? FileName, string? Type)[] fields)
    {
        var form = new StringBuilder();
        foreach (var (name, value, file, type) in fields)
        {
            form.Append("--b\r\nContent-Disposition: form-data; name=\"").Append(name).Append('"');
            form.Append(file is null ? string.Empty : $"; filename=\"{file}\"").Append(type is null ? string.Empty : $"\r\nContent-Type: {type}");
            form.Append("\r\n\r\n").Append(value).Append("\r\n");
        }

        return new UnaryCall(
            new OpenAiTranscriptSurface(null, format), new GeminiTranscriptUpstream(NoErrors.Instance), Encoding.UTF8.GetBytes(form + "--b--\r\n"),
            "multipart/form-data; boundary=b");
    }
}
