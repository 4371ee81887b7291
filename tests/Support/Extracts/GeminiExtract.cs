using System.Text.Json;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.TestSupport.Extracts;

/// <summary>Google's answers.</summary>
internal static class GeminiExtract
{
    public static AnswerSeen Read(IEnumerable<(string Name, JsonElement Data)> pieces)
    {
        var seen = new AnswerBuilder();
        foreach (var (_, data) in pieces)
        {
            if (data.Get("promptFeedback").Has("blockReason"))
            {
                seen.Finish = FinishSeen.Filter;
            }

            foreach (var candidate in data.List("candidates"))
            {
                seen.Choice((int)candidate.Num("index"));
                if (candidate.Num("index") == 0)
                {
                    Candidate(candidate, seen);
                }
            }

            var usage = data.Get("usageMetadata");
            if (usage.ValueKind == JsonValueKind.Object)
            {
                var thoughts = usage.Num("thoughtsTokenCount");
                seen.Usage = new UsageSeen(
                    usage.Num("promptTokenCount") + usage.Num("toolUsePromptTokenCount"),
                    usage.Num("cachedContentTokenCount"),
                    0,
                    usage.Num("candidatesTokenCount") + thoughts,
                    thoughts);
            }

            seen.Error = data.Has("error") ? data.Get("error").Str("message") : seen.Error;
        }

        return seen.Build();
    }

    private static void Candidate(JsonElement candidate, AnswerBuilder seen)
    {
        foreach (var part in candidate.Get("content").List("parts"))
        {
            if (part.True("thought"))
            {
                seen.Reasoning(part.Str("text"));
            }
            else
            {
                seen.Text(part.Str("text"));
            }

            if (part.Has("functionCall"))
            {
                var call = part.Get("functionCall");
                seen.Call(call.Str("name"), call.Has("args") ? call.Get("args").GetRawText() : "");
            }

            seen.Media += part.Has("inlineData") ? 1 : 0;
            seen.State(part.Str("thoughtSignature"));
        }

        // Vertex gives numbers where a client asks for them.
        seen.Finish = (candidate.Num("finishReason") == 2 ? "MAX_TOKENS" : candidate.Str("finishReason")) switch
        {
            "" => seen.Finish,
            "MAX_TOKENS" => FinishSeen.Length,
            "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY" => FinishSeen.Filter,
            _ => seen.Calls > 0 ? FinishSeen.Tools : FinishSeen.Stop,
        };
    }
}
