using System.Text.Json;
using Shouldly;
using Tollgate.Exchange.Unary;
using Tollgate.Surfaces.Anthropic;
using Tollgate.Surfaces.Gemini;
using Tollgate.Tests.Exchange.Unary;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.Gemini;
using Xunit;

namespace Tollgate.Tests.Exchange.Counting;

public sealed class CountTests
{
    private const string Claude =
        """{"model":"m","system":"Be brief.","messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f","description":"d","input_schema":{"type":"object","properties":{}}}],"tool_choice":{"type":"auto"},"temperature":0.5,"max_tokens":9,"stop_sequences":["x"],"metadata":{"user_id":"u"}}""";

    private const string Google =
        """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"systemInstruction":{"parts":[{"text":"Be brief."}]},"generationConfig":{"temperature":0.5,"topK":3,"seed":1}}""";

    /// <summary>Fields that the schema of the call has; any other is refused there.</summary>
    private static readonly string[] AnthropicTakes = ["messages", "model", "cache_control", "output_config", "system", "thinking", "tool_choice", "tools"];

    private static GeminiCountSurface GoogleSurface => new(new GenerateContentSurface());

    private static AnthropicCountSurface ClaudeSurface => new(new MessagesSurface());

    private static UnaryUpstream GoogleUpstream => new GeminiCountUpstream(new GenerateContentUpstream());

    private static UnaryUpstream ClaudeUpstream => new AnthropicCountUpstream(new MessagesUpstream());

    [Fact]
    public void Google_counts_what_Anthropic_s_client_asks()
    {
        var call = new UnaryCall(ClaudeSurface, GoogleUpstream, Claude);
        using var sent = JsonDocument.Parse(call.Request("gemini-2.5-flash", "gemini"));
        sent.RootElement.EnumerateObject().Select(m => m.Name).ShouldBe(["generateContentRequest"]);
        var inner = sent.RootElement.GetProperty("generateContentRequest");
        inner.GetProperty("model").GetString().ShouldBe("models/gemini-2.5-flash");
        inner.GetProperty("contents")[0].GetProperty("parts")[0].GetProperty("text").GetString().ShouldBe("Hi");
        inner.GetProperty("systemInstruction").GetProperty("parts")[0].GetProperty("text").GetString().ShouldBe("Be brief.");
        inner.GetProperty("tools")[0].GetProperty("functionDeclarations")[0].GetProperty("name").GetString().ShouldBe("f");
        call.Notes.RefusedField.ShouldBeNull();
        call.Notes.Warnings.ShouldBeEmpty();
        call.Answer("""{"totalTokens":31,"promptTokensDetails":[{"modality":"TEXT","tokenCount":31}]}""").ShouldBe("""{"input_tokens":31}""");
    }

    [Fact]
    public void Vertex_takes_the_fields_at_the_top()
    {
        using var sent = JsonDocument.Parse(new UnaryCall(ClaudeSurface, GoogleUpstream, Claude).Request("g", "vertex"));
        sent.RootElement.TryGetProperty("contents", out _).ShouldBeTrue();
        sent.RootElement.EnumerateObject().Select(m => m.Name).ShouldBeSubsetOf(["contents", "systemInstruction", "tools", "generationConfig"]);
    }

    [Fact]
    public void Anthropic_counts_what_Google_s_client_asks_and_is_sent_nothing_that_it_refuses()
    {
        foreach (var body in (string[])[Google, $$"""{"generateContentRequest":{"model":"models/m",{{Google[1..]}}}"""])
        {
            var call = new UnaryCall(GoogleSurface, ClaudeUpstream, body);
            using var sent = JsonDocument.Parse(call.Request("claude-sonnet-4-5", "anthropic"));
            sent.RootElement.EnumerateObject().Select(m => m.Name).ShouldBeSubsetOf(AnthropicTakes);
            sent.RootElement.GetProperty("model").GetString().ShouldBe("claude-sonnet-4-5");
            sent.RootElement.GetProperty("messages")[0].GetProperty("role").GetString().ShouldBe("user");
            sent.RootElement.GetProperty("system").GetRawText().ShouldContain("Be brief.");
            call.Notes.RefusedField.ShouldBeNull();
            call.Notes.Warnings.ShouldBeEmpty();
            call.Answer("""{"input_tokens":13}""").ShouldBe("""{"totalTokens":13}""");
            call.Usage.Input.ShouldBe(0, "counting uses nothing");
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"input_tokens":"x"}""")]
    [InlineData("[]")]
    [InlineData("no")]
    public void An_answer_without_a_count_is_none(string answer) => new UnaryCall(GoogleSurface, ClaudeUpstream, Google).Answer(answer).ShouldBeNull();

    [Fact]
    public void Google_leaves_a_count_of_nothing_out()
    {
        new UnaryCall(GoogleSurface, GoogleUpstream, Google).Answer("{}").ShouldBe("""{"totalTokens":0}""");
        new UnaryCall(GoogleSurface, GoogleUpstream, Google).Answer("""{"error":{}}""").ShouldBeNull();
    }

    [Fact]
    public void A_chat_that_makes_no_sense_is_refused_by_field() =>
        new UnaryCall(ClaudeSurface, GoogleUpstream, """{"model":"m","messages":7}""").Notes.RefusedField.ShouldBe("messages");
}
