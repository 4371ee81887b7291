using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>Anthropic's answers, by its published schema and its recorded traffic.</summary>
public static class AnthropicGrammar
{
    /// <summary>An answer that came whole.</summary>
    public static AnswerSeen Whole(ReadOnlySpan<byte> json)
    {
        var answer = Must.Object(Must.Parse(json), "the answer");
        var seen = new AnswerBuilder();
        seen.Choice(0);
        Head(answer);
        foreach (var block in Must.Array(answer, "content").EnumerateArray())
        {
            AnthropicBlock.Whole(block, seen);
        }

        Stop(answer, seen);
        var usage = Must.Object(Must.Has(answer, "usage"), "usage");
        seen.Usage = Usage(usage, Must.Count(usage, "input_tokens"));
        return seen.Build();
    }

    /// <summary>An answer that came as a stream.</summary>
    public static AnswerSeen Stream(ReadOnlySpan<byte> stream)
    {
        var state = new AnthropicEvents();
        foreach (var item in SseText.Read(stream))
        {
            state.Take(item);
        }

        return state.End();
    }

    internal static void Head(JsonElement message)
    {
        Must.Filled(message, "id");
        Must.Is(message, "type", "message");
        Must.Is(message, "role", "assistant");
        Must.Filled(message, "model");
    }

    /// <summary>Of a whole message, or of a stream's <c>message_delta</c>.</summary>
    internal static void Stop(JsonElement of, AnswerBuilder seen)
    {
        var reason = Must.OneOf(
            of, "stop_reason", "end_turn", "stop_sequence", "max_tokens", "tool_use", "refusal", "pause_turn", "model_context_window_exceeded");
        Must.NullOr(of, "stop_sequence", JsonValueKind.String);
        Must.Be(reason != "stop_sequence" || Must.Exists(of, "stop_sequence"), "a stop sequence ended it, and it does not say which");
        Must.Be(reason != "tool_use" || seen.Calls > 0, "it stopped for tools and calls none");
        seen.Finish = reason switch
        {
            "max_tokens" or "model_context_window_exceeded" => FinishSeen.Length,
            "tool_use" => FinishSeen.Tools,
            "refusal" => FinishSeen.Filter,
            _ => FinishSeen.Stop,
        };
    }

    /// <summary>Anthropic counts cached input apart.</summary>
    internal static UsageSeen Usage(JsonElement usage, long fresh)
    {
        var cached = Must.CountOrNone(usage, "cache_read_input_tokens");
        var written = Must.CountOrNone(usage, "cache_creation_input_tokens");
        var output = Must.Count(usage, "output_tokens");
        var thinking = Must.CountOrNone(usage.TryGetProperty("output_tokens_details", out var details) ? details : default, "thinking_tokens");
        Must.Be(thinking <= output, $"a part exceeds the whole: {Must.Cut(usage)}");
        if (Must.Exists(usage, "cache_creation"))
        {
            var parts = usage.GetProperty("cache_creation");
            var sum = Must.Count(parts, "ephemeral_5m_input_tokens") + Must.Count(parts, "ephemeral_1h_input_tokens");
            Must.Be(sum == written, $"the parts of what was cached are not the whole: {Must.Cut(usage)}");
        }

        return new UsageSeen(fresh + cached + written, cached, written, output, thinking);
    }
}
