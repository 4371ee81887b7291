using System.Text.Json;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.TestSupport.Extracts;

/// <summary>Answers of Cohere's chat, second version.</summary>
internal static class CohereExtract
{
    public static AnswerSeen Read(IEnumerable<(string Name, JsonElement Data)> pieces)
    {
        var seen = new AnswerBuilder();
        var calls = new Dictionary<long, int>();
        seen.Choice(0);
        foreach (var (_, data) in pieces)
        {
            var at = data.Has("delta") ? data.Get("delta") : data;
            var message = at.Get("message");
            foreach (var part in message.List("content"))
            {
                Piece(part, seen);
            }

            Piece(message.Get("content"), seen);
            seen.Reasoning(message.Str("tool_plan"));
            foreach (var call in message.List("tool_calls"))
            {
                seen.Call(call.Get("function").Str("name"), call.Get("function").Str("arguments"));
            }

            var function = message.Get("tool_calls").Get("function");
            if (data.Str("type") == "tool-call-start")
            {
                calls[data.Num("index")] = seen.Call(function.Str("name"), function.Str("arguments"));
            }
            else if (data.Str("type") == "tool-call-delta")
            {
                seen.Arguments(calls[data.Num("index")], function.Str("arguments"));
            }

            seen.Finish = at.Str("finish_reason") switch
            {
                "" => seen.Finish,
                "MAX_TOKENS" => FinishSeen.Length,
                "TOOL_CALL" => FinishSeen.Tools,
                _ => FinishSeen.Stop,
            };
            var billed = at.Get("usage").Get("billed_units"); // less than the true count, which has a preamble of Cohere's own
            if (billed.ValueKind == JsonValueKind.Object)
            {
                var input = billed.Num("input_tokens");
                seen.Usage = new UsageSeen(input, Math.Min(input, at.Get("usage").Num("cached_tokens")), 0, billed.Num("output_tokens"), 0);
            }
        }

        return seen.Build();
    }

    private static void Piece(JsonElement content, AnswerBuilder seen)
    {
        seen.Text(content.Str("text"));
        seen.Reasoning(content.Str("thinking"));
    }
}
