using System.Text.Json;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.TestSupport.Extracts;

/// <summary>Answers in OpenAI's responses format. Of a stream, what its last event repeats counts.</summary>
internal static class ResponsesExtract
{
    public static AnswerSeen Read(IEnumerable<(string Name, JsonElement Data)> pieces)
    {
        var seen = new AnswerBuilder();
        seen.Choice(0);
        foreach (var (_, data) in pieces)
        {
            if (data.Str("type") is "response.completed" or "response.incomplete" or "response.failed")
            {
                Response(data.Get("response"), seen);
            }
            else if (data.Str("object") == "response")
            {
                Response(data, seen);
            }
            else if (data.Str("type") == "error")
            {
                seen.Error = data.Str("message");
            }
        }

        return seen.Build();
    }

    private static void Response(JsonElement response, AnswerBuilder seen)
    {
        foreach (var item in response.List("output"))
        {
            Item(item, seen);
        }

        seen.Finish = (response.Str("status"), response.Get("incomplete_details").Str("reason")) switch
        {
            ("incomplete", "content_filter") => FinishSeen.Filter,
            ("incomplete", _) => FinishSeen.Length,
            ("failed", _) => FinishSeen.None,
            _ => seen.Calls > 0 ? FinishSeen.Tools : FinishSeen.Stop,
        };
        seen.Error = response.Has("error") ? response.Get("error").Str("message") : null;
        var usage = response.Get("usage");
        if (usage.ValueKind == JsonValueKind.Object)
        {
            var details = usage.Get("input_tokens_details");
            seen.Usage = new UsageSeen(
                usage.Num("input_tokens"),
                details.Num("cached_tokens"),
                details.Num("cache_write_tokens"),
                usage.Num("output_tokens"),
                usage.Get("output_tokens_details").Num("reasoning_tokens"));
        }
    }

    private static void Item(JsonElement item, AnswerBuilder seen)
    {
        foreach (var part in item.List("content"))
        {
            if (part.Str("type") == "reasoning_text")
            {
                seen.Reasoning(part.Str("text"));
            }
            else
            {
                seen.Text(part.Str("text"));
                seen.Refusal(part.Str("refusal"));
            }
        }

        var isFirst = true;
        foreach (var part in item.List("summary"))
        {
            seen.Reasoning(isFirst ? "" : "\n\n"); // paragraphs, where a format has one text
            seen.Reasoning(part.Str("text"));
            isFirst = false;
        }

        seen.State(item.Str("encrypted_content"));
        if (item.Str("type") == "function_call")
        {
            seen.Call(item.Str("name"), item.Str("arguments"));
        }
    }
}
