using System.Text;
using Shouldly;
using Tollgate.Metering;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Metering;

public sealed class UsageReaderTests
{
    [Theory]
    [InlineData("{\"prompt_tokens\":10,\"completion_tokens\":4,\"total_tokens\":14,\"prompt_cache_hit_tokens\":6,\"prompt_tokens_details\":{\"cached_tokens\":0}}", 10, 6, 0, 4, 0)]
    [InlineData("{\"prompt_tokens\":10,\"completion_tokens\":4,\"total_tokens\":14,\"cached_tokens\":5}", 10, 5, 0, 4, 0)]
    [InlineData("{\"prompt_tokens\":10,\"completion_tokens\":4,\"total_tokens\":21,\"completion_tokens_details\":{\"reasoning_tokens\":7}}", 10, 0, 0, 11, 7)]
    [InlineData("{\"prompt_tokens\":10,\"completion_tokens\":9,\"total_tokens\":19,\"completion_tokens_details\":{\"reasoning_tokens\":7}}", 10, 0, 0, 9, 7)]
    [InlineData("{\"prompt_tokens\":10,\"completion_tokens\":9,\"reasoning_tokens\":3,\"prompt_tokens_details\":null}", 10, 0, 0, 9, 3)]
    [InlineData("{\"input_tokens\":10,\"output_tokens\":9,\"input_tokens_details\":{\"cached_tokens\":2,\"cache_write_tokens\":3}}", 10, 2, 3, 9, 0)]
    [InlineData("{\"prompt_tokens\":-10,\"completion_tokens\":1.0}", 0, 0, 0, 1, 0)]
    public void OpenAI_shapes_have_one_meaning(string json, long input, long cached, long written, long output, long reasoning)
    {
        var usage = default(TokenUsage);

        UsageReader.TryRead(Encoding.UTF8.GetBytes(json), Dialect.OpenAi, ref usage).ShouldBeTrue();

        (usage.Input, usage.CachedInput, usage.CacheWrite, usage.Output, usage.Reasoning).ShouldBe((input, cached, written, output, reasoning));
        usage.Source.ShouldBe(UsageSource.Reported);
    }

    [Fact]
    public void Anthropic_events_are_merged_and_caches_added()
    {
        var usage = default(TokenUsage);

        UsageReader.TryRead("{\"input_tokens\":9,\"cache_read_input_tokens\":100,\"cache_creation_input_tokens\":20,\"output_tokens\":1}"u8, Dialect.Anthropic, ref usage).ShouldBeTrue();
        UsageReader.TryRead("{\"output_tokens\":33}"u8, Dialect.Anthropic, ref usage).ShouldBeTrue();

        (usage.Input, usage.CachedInput, usage.CacheWrite, usage.Output).ShouldBe((129, 100, 20, 33));
        UsageReader.TryRead("{\"input_tokens\":10,\"output_tokens\":34}"u8, Dialect.Anthropic, ref usage).ShouldBeTrue();
        (usage.Input, usage.Output).ShouldBe((130, 34));
    }

    [Fact]
    public void Cache_writes_of_an_hour_are_told_apart_and_outlive_the_event_that_told()
    {
        var usage = default(TokenUsage);

        UsageReader.TryRead(
            "{\"input_tokens\":9,\"cache_creation_input_tokens\":20,\"cache_creation\":{\"ephemeral_5m_input_tokens\":5,\"ephemeral_1h_input_tokens\":15},\"output_tokens\":1}"u8,
            Dialect.Anthropic,
            ref usage).ShouldBeTrue();
        UsageReader.TryRead("{\"cache_creation_input_tokens\":20,\"output_tokens\":33}"u8, Dialect.Anthropic, ref usage).ShouldBeTrue();

        (usage.Input, usage.CacheWrite, usage.CacheWrite1h, usage.Output).ShouldBe((29, 20, 15, 33));
    }

    [Fact]
    public void Cache_writes_that_only_the_split_tells_are_added_up()
    {
        var usage = default(TokenUsage);

        UsageReader.TryRead(
            "{\"input_tokens\":9,\"cache_creation\":{\"ephemeral_1h_input_tokens\":15,\"ephemeral_5m_input_tokens\":5}}"u8, Dialect.Anthropic, ref usage).ShouldBeTrue();

        (usage.Input, usage.CacheWrite, usage.CacheWrite1h).ShouldBe((29, 20, 15));
    }

    [Fact]
    public void Pictures_are_told_apart_on_both_sides()
    {
        var usage = default(TokenUsage);

        UsageReader.TryRead(
            "{\"input_tokens\":50,\"input_tokens_details\":{\"text_tokens\":10,\"image_tokens\":40},\"output_tokens\":300,\"output_tokens_details\":{\"image_tokens\":272,\"text_tokens\":28}}"u8,
            Dialect.OpenAi,
            ref usage).ShouldBeTrue();

        (usage.Input, usage.ImageInput, usage.Output, usage.ImageOutput).ShouldBe((50, 40, 300, 272));
    }

    [Fact]
    public void Gemini_thoughts_are_output_and_tool_prompts_are_input()
    {
        var usage = default(TokenUsage);

        UsageReader.TryRead(
            "{\"promptTokenCount\":10,\"toolUsePromptTokenCount\":5,\"cachedContentTokenCount\":4,\"candidatesTokenCount\":7,\"thoughtsTokenCount\":2,\"totalTokenCount\":24,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":3},{\"tokenCount\":7,\"modality\":\"AUDIO\"}],\"candidatesTokensDetails\":[]}"u8,
            Dialect.Gemini,
            ref usage).ShouldBeTrue();

        usage.ShouldBe(new TokenUsage { Input = 15, CachedInput = 4, Output = 9, Reasoning = 2, AudioInput = 7, Total = 24, Source = UsageSource.Reported });
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"total_tokens\":5}")]
    [InlineData("{\"prompt_tokens\":1e300}")]
    [InlineData("{\"prompt_tokens\":5,}")]
    [InlineData("{\"prompt_tokens\":\"5\"}")]
    public void What_counts_no_tokens_changes_nothing(string json)
    {
        var usage = new TokenUsage { Input = 3 };

        UsageReader.TryRead(Encoding.UTF8.GetBytes(json), Dialect.OpenAi, ref usage).ShouldBeFalse();

        usage.ShouldBe(new TokenUsage { Input = 3 });
    }
}
