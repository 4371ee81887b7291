using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Metering;
using Tollgate.Surfaces;
using Tollgate.Tests.Json;
using Xunit;

namespace Tollgate.Tests.Metering;

public sealed class JsonTapTests
{
    [Theory]
    [InlineData("{}", true, false)]
    [InlineData("  \n\n {\"a\":[1,2,{\"b\":\"]\"}],\"c\":null} \r\n", true, false)]
    [InlineData("[1.5,-2e3,[\"x\"],{}]", true, false)]
    [InlineData("[]", true, false)]
    [InlineData("12", true, false)]
    [InlineData("\"text\\\"\"", true, false)]
    [InlineData("", false, false)]
    [InlineData("{\"a\":", false, false)]
    [InlineData("{\"a\":\"x\\", false, false)]
    [InlineData("[1,2", false, false)]
    [InlineData("<html>", false, true)]
    [InlineData("Service unavailable", false, true)]
    [InlineData("{]", false, true)]
    [InlineData("[1}", false, true)]
    [InlineData("{\"a\" 1}", false, true)]
    [InlineData("{\"a\":1,}", false, true)]
    [InlineData("{} {}", false, true)]
    [InlineData("}", false, true)]
    public void Whole_cut_and_broken_documents_are_told_apart(string json, bool complete, bool broken)
    {
        foreach (var step in new[] { 1, 2, 1000 })
        {
            var tap = Tap(json, Dialect.OpenAi, step);
            (tap.IsComplete, tap.IsBroken).ShouldBe((complete, broken), $"step {step}");
        }
    }

    [Fact] // found by the fuzzer
    public void A_string_at_the_top_is_not_left_by_a_cut_within_it()
    {
        var tap = new JsonTap();
        tap.Reset(Dialect.OpenAi);
        tap.Observe("\"a string that "u8);
        tap.Observe("{}"u8);
        tap.IsComplete.ShouldBeFalse();
    }

    [Fact]
    public void Every_valid_document_is_complete_only_at_its_end() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll<int>(seed =>
        {
            var json = new JsonSamples(seed).Object([("k", new JsonSamples(seed + 1).Value(0)), ("l", new JsonSamples(seed + 2).Value(0))]).Trim();
            var cut = new Random(seed).Next(json.Length);
            return (Tap(json, Dialect.OpenAi, 1 + (cut % 9)).IsComplete && !Tap(json[..cut], Dialect.OpenAi, 3).IsComplete).Label(json);
        }));

    [Fact]
    public void Usage_id_and_error_are_read_from_the_top_only()
    {
        const string Json = "{\"data\":[{\"id\":\"no\",\"usage\":{\"prompt_tokens\":99},\"error\":1}],\"id\":\"batch_1\",\"error\":null,"
            + "\"usage\":{\"input_tokens\":5,\"x\":[{}],\"output_tokens\":6,\"input_token_details\":{\"audio_tokens\":2}}}";
        foreach (var step in new[] { 1, 7, 1000 })
        {
            var tap = Tap(Json, Dialect.OpenAi, step);

            tap.Usage.ShouldBe(new TokenUsage { Input = 5, Output = 6, AudioInput = 2, Source = UsageSource.Reported });
            Encoding.UTF8.GetString(tap.Id).ShouldBe("batch_1");
            tap.HasError.ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("{\"error\":{\"message\":\"x\"}}", true)]
    [InlineData("{\"error\":\"x\"}", true)]
    [InlineData("{\"error\":5}", true)]
    [InlineData("{\"error\":false}", false)]
    [InlineData("{\"error\":null}", false)]
    [InlineData("{\"a\":{\"error\":1}}", false)]
    public void An_error_in_an_answer_is_seen(string json, bool error) => Tap(json, Dialect.OpenAi, 2).HasError.ShouldBe(error);

    [Fact]
    public void Ids_and_cut_usage_beyond_their_bounds_count_as_none()
    {
        var id = new string('i', JsonTap.MaxIdBytes);
        Tap($"{{\"id\":\"{id}\"}}", Dialect.OpenAi, 9).Id.Length.ShouldBe(JsonTap.MaxIdBytes);
        Tap($"{{\"id\":\"{id}i\"}}", Dialect.OpenAi, 9).Id.Length.ShouldBe(0);
        var usage = "{\"usage\":{\"prompt_tokens\":5,\"pad\":\"" + new string('x', JsonTap.MaxUsageBytes) + "\"}}";
        var tap = Tap(usage, Dialect.OpenAi, 100);
        tap.HasUsage.ShouldBeFalse();
        tap.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void The_last_usage_of_a_list_of_answers_counts()
    {
        const string Json = "[{\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":1}},\n{\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4,\"thoughtsTokenCount\":2}}]";

        var usage = Tap(Json, Dialect.Gemini, 5).Usage;

        (usage.Input, usage.Output, usage.Reasoning).ShouldBe((3, 6, 2));
    }

    [Theory]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"abc\",\"refusal\":null,\"reasoning\":\"de\",\"reasoning_content\":\"de\"},\"logprobs\":{\"content\":[{\"text\":\"x\"}]}}]}", 5)]
    [InlineData("{\"instructions\":\"no\",\"tools\":[{\"text\":\"no\"}],\"output\":[{\"content\":[{\"text\":\"abcd\"}]}]}", 4)]
    [InlineData("{\"content\":[{\"type\":\"text\",\"text\":\"ab\"},{\"type\":\"tool_use\",\"input\":{\"x\":\"cde\"}}]}", 6)]
    [InlineData("{\"text\":\"spoken\"}", 6)]
    public void Text_of_the_answer_is_counted_and_echoes_are_not(string json, long bytes)
    {
        Tap(json, Dialect.OpenAi, 3).Text.Bytes.ShouldBe(bytes);
        Tap(json, Dialect.OpenAi, 1000).Text.Bytes.ShouldBe(bytes);
    }

    [Fact]
    public void A_document_deeper_than_128_levels_is_not_followed()
    {
        Tap(new string('[', 128) + new string(']', 128), Dialect.OpenAi, 50).IsComplete.ShouldBeTrue();
        Tap(new string('[', 129), Dialect.OpenAi, 50).IsBroken.ShouldBeTrue();
    }

    private static JsonTap Tap(string json, Dialect dialect, int step)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var tap = new JsonTap();
        tap.Reset(dialect);
        for (var at = 0; at < bytes.Length; at += step)
        {
            tap.Observe(bytes.AsSpan(at, Math.Min(step, bytes.Length - at)));
        }

        return tap;
    }
}
