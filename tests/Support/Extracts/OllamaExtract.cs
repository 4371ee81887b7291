using System.Text.Json;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.TestSupport.Extracts;

/// <summary>Ollama's own answers.</summary>
internal static class OllamaExtract
{
    public static AnswerSeen Read(IEnumerable<(string Name, JsonElement Data)> pieces)
    {
        var seen = new AnswerBuilder();
        seen.Choice(0);
        foreach (var (_, data) in pieces)
        {
            var message = data.Get("message");
            seen.Text(message.Str("content"));
            seen.Reasoning(message.Str("thinking"));
            foreach (var call in message.List("tool_calls"))
            {
                var function = call.Get("function");
                seen.Call(function.Str("name"), function.Has("arguments") ? function.Get("arguments").GetRawText() : "");
            }

            seen.Error = data.Has("error") ? data.Str("error") : seen.Error;
            if (data.True("done"))
            {
                seen.Finish = data.Str("done_reason") == "length" ? FinishSeen.Length : seen.Calls > 0 ? FinishSeen.Tools : FinishSeen.Stop;
                seen.Usage = new UsageSeen(data.Num("prompt_eval_count"), 0, 0, data.Num("eval_count"), 0);
            }
        }

        return seen.Build();
    }
}
