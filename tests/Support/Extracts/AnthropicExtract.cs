using System.Text.Json;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.TestSupport.Extracts;

/// <summary>Anthropic's answers.</summary>
internal static class AnthropicExtract
{
    public static AnswerSeen Read(IEnumerable<(string Name, JsonElement Data)> pieces)
    {
        var seen = new AnswerBuilder();
        var usage = default(AnthropicTokens);
        var counted = false;
        var calls = new Dictionary<long, int>();
        seen.Choice(0);
        foreach (var (_, data) in pieces)
        {
            var message = data.Has("message") ? data.Get("message") : data;
            foreach (var block in message.List("content"))
            {
                Block(block, seen);
            }

            var index = data.Num("index");
            if (data.Has("content_block"))
            {
                calls[index] = Block(data.Get("content_block"), seen);
            }

            var delta = data.Get("delta");
            seen.Text(delta.Str("text"));
            seen.Reasoning(delta.Str("thinking"));
            seen.State(delta.Str("signature"));
            if (delta.Str("partial_json") is { Length: > 0 } piece && calls.GetValueOrDefault(index, -1) is >= 0 and var call)
            {
                seen.Arguments(call, piece);
            }

            seen.Finish = Finish(delta.Str("stop_reason") + message.Str("stop_reason"), seen.Finish);
            seen.Error = data.Str("type") == "error" ? data.Get("error").Str("message") : seen.Error;
            var said = message.Has("usage") ? message.Get("usage") : data.Get("usage");
            if (said.ValueKind == JsonValueKind.Object)
            {
                counted = true;
                usage = usage.With(said);
            }
        }

        seen.Usage = counted ? usage.Inclusive() : null;
        return seen.Build();
    }

    /// <summary>The number of the call that the block is; -1 for any other.</summary>
    private static int Block(JsonElement block, AnswerBuilder seen)
    {
        seen.Text(block.Str("text"));
        seen.Reasoning(block.Str("thinking"));
        seen.State(block.Str("signature"));
        seen.State(block.Str("type") == "redacted_thinking" ? block.Str("data") : "");
        if (block.Str("type") != "tool_use")
        {
            return -1;
        }

        var input = block.Get("input");
        var isFilled = input.ValueKind == JsonValueKind.Object && input.EnumerateObject().Any();
        return seen.Call(block.Str("name"), isFilled ? input.GetRawText() : "");
    }

    private static FinishSeen Finish(string reason, FinishSeen before) => reason switch
    {
        "" => before,
        "max_tokens" or "model_context_window_exceeded" => FinishSeen.Length,
        "tool_use" => FinishSeen.Tools,
        "refusal" => FinishSeen.Filter,
        _ => FinishSeen.Stop,
    };
}
