using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Streaming;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Tests.Upstreams.OpenAi;
using Xunit;

namespace Tollgate.Tests.Exchange;

/// <summary>What the fuzz targets have found.</summary>
public sealed class HostileJsonTests
{
    [Fact]
    public void Half_a_character_in_a_name_hides_no_other_member()
    {
        var json = Encoding.UTF8.GetBytes("""{"a":1,"b\ud83d":2,"c":"\ud83d"}""");
        using var document = JsonDocument.Parse(json);
        var node = JsonNode.Of(document, json);

        node["a"u8].Whole.ShouldBe(1);
        node["b"u8].Exists.ShouldBeFalse();
        node["c"u8].Is("c"u8).ShouldBeFalse();
        node.Members.Select(member => member.Key).ShouldBe(["a", "b\\ud83d", "c"]);
    }

    [Fact]
    public void A_forged_envelope_can_not_split_an_escape_between_its_id_and_its_note()
    {
        byte[] forged = [0xB6, 0x58, 0x20, (byte)StateOrigin.OpenAi, 0, 1, (byte)'\\', (byte)'"', (byte)','];

        StateEnvelope.Unwrap(new JsonString(Encoding.ASCII.GetBytes(Convert.ToBase64String(forged)))).ShouldBeNull();
    }

    [Theory]
    [InlineData("{}{}", true)]
    [InlineData("{} ", false)]
    [InlineData("{\\\"a\\\":1}", false)]
    [InlineData("{\\\"a\\\":1", true)]
    public void Arguments_are_one_value(string escaped, bool isBroken)
    {
        var collector = new AnswerCollector();
        collector.ToolCall(0, 0, JsonString.Of("id"), JsonString.Of("f"));
        collector.ToolArguments(0, 0, new JsonString(Encoding.UTF8.GetBytes(escaped)));
        collector.End();

        collector.Answer.Choices[0].Parts[0].ShouldBeOfType<ToolCallPart>().IsBroken.ShouldBe(isBroken);
    }

    [Fact]
    public void A_choice_that_has_finished_says_no_more()
    {
        var collector = new AnswerCollector();
        var sink = new MeteredSink(collector, new TranslatedFigures(), static _ => { });
        sink.Begin(default);
        sink.Text(0, JsonString.Of("a"));
        sink.Finish(0, FinishReason.Stop, default);
        sink.Text(0, JsonString.Of("b"));
        sink.Finish(0, FinishReason.Length, default);
        sink.End();

        collector.Answer.Choices[0].Finish.ShouldBe(FinishReason.Stop);
        collector.Answer.Choices[0].Parts.ShouldHaveSingleItem().ShouldBeOfType<TextPart>().Text.ToString().ShouldBe("a");
    }

    [Fact]
    public void A_value_that_is_copied_comes_onto_one_line()
    {
        var bytes = new BufferPool().RentSend(16);
        var json = new JsonOut();
        json.Begin(bytes);
        json.BeginArray();
        json.Raw("{\r\n\"a\"\r:[1,\n 2]\n}"u8);
        json.Raw("\n"u8);
        json.EndArray();

        Encoding.UTF8.GetString(bytes.Span).ShouldBe("[{\"a\":[1, 2]},]");
    }

    [Fact]
    public void A_format_of_sound_is_escaped_where_it_is_written_again()
    {
        var body = Encoding.UTF8.GetBytes(
            """{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"\u0000\"wav"}}]}]}""");
        var request = new ChatRequest();
        using var document = JsonDocument.Parse(body);
        new ChatCompletionsSurface().Read(JsonNode.Of(document, body), request, new TranslationNotes());

        ChatProvider.Receive(request)["messages"]![0]!["content"]![0]!["input_audio"]!["format"]!.GetValue<string>().ShouldBe("\0\"wav");
    }
}
