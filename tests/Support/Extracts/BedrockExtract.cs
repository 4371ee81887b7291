using System.Text.Json;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.TestSupport.Extracts;

/// <summary>Answers of Bedrock's Converse.</summary>
internal static class BedrockExtract
{
    public static AnswerSeen Read(IEnumerable<(string Name, JsonElement Data)> pieces)
    {
        var seen = new AnswerBuilder();
        var calls = new Dictionary<long, int>();
        seen.Choice(0);
        foreach (var (name, data) in pieces)
        {
            foreach (var block in data.Get("output").Get("message").List("content"))
            {
                Piece(block, seen);
                if (block.Has("toolUse"))
                {
                    seen.Call(block.Get("toolUse").Str("name"), block.Get("toolUse").Get("input").GetRawText());
                }
            }

            if (data.Get("start").Has("toolUse"))
            {
                calls[data.Num("contentBlockIndex")] = seen.Call(data.Get("start").Get("toolUse").Str("name"));
            }

            var delta = data.Get("delta");
            Piece(delta, seen);
            if (delta.Has("toolUse"))
            {
                seen.Arguments(calls[data.Num("contentBlockIndex")], delta.Get("toolUse").Str("input"));
            }

            seen.Finish = data.Str("stopReason") switch
            {
                "" => seen.Finish,
                "max_tokens" or "model_context_window_exceeded" => FinishSeen.Length,
                "tool_use" => FinishSeen.Tools,
                "guardrail_intervened" or "content_filtered" => FinishSeen.Filter,
                _ => FinishSeen.Stop,
            };
            var usage = data.Get("usage");
            if (usage.ValueKind == JsonValueKind.Object)
            {
                var (cached, written) = (usage.Num("cacheReadInputTokens"), usage.Num("cacheWriteInputTokens"));
                seen.Usage = new UsageSeen(usage.Num("inputTokens") + cached + written, cached, written, usage.Num("outputTokens"), 0);
            }

            seen.Error = name.EndsWith("Exception", StringComparison.Ordinal) ? data.Str("message") : seen.Error;
        }

        return seen.Build();
    }

    private static void Piece(JsonElement block, AnswerBuilder seen)
    {
        seen.Text(block.Str("text"));
        var reasoning = block.Get("reasoningContent");
        var inner = reasoning.Has("reasoningText") ? reasoning.Get("reasoningText") : reasoning;
        seen.Reasoning(inner.Str("text"));
        seen.State(inner.Str("signature"));
    }
}
