using System.Text.Json;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.TestSupport.Extracts;

/// <summary>Answers in OpenAI's chat format, with the deviations of those who copy it.</summary>
internal static class OpenAiChatExtract
{
    public static AnswerSeen Read(IEnumerable<(string Name, JsonElement Data)> pieces)
    {
        var seen = new AnswerBuilder();
        var calls = new Dictionary<long, int>();
        var isWholeAtEnd = false;
        foreach (var (_, data) in pieces)
        {
            // MiniMax ends its streams with the whole answer once more.
            isWholeAtEnd = calls.Count + seen.Build().Text.Length > 0 && data.Str("object") == "chat.completion";
            if (data.Has("error"))
            {
                var error = data.Get("error");
                seen.Error = error.ValueKind == JsonValueKind.String ? error.GetString() : error.Str("message");
            }

            if (data.Get("base_resp").Num("status_code") != 0)
            {
                seen.Error = data.Get("base_resp").Str("status_msg");
            }

            foreach (var choice in data.List("choices"))
            {
                seen.Choice((int)choice.Num("index"));
                if (choice.Num("index") == 0)
                {
                    seen.Usage = Usage(choice.Get("usage")) ?? seen.Usage;
                    seen.Finish = choice.Has("finish_reason") ? Finish(choice.Str("finish_reason"), seen.Finish) : seen.Finish;
                    if (!isWholeAtEnd)
                    {
                        Message(choice.Has("message") ? choice.Get("message") : choice.Get("delta"), seen, calls); // Perplexity has both
                    }
                }
            }

            seen.Usage = Usage(data.Get("usage")) ?? Usage(data.Get("x_groq").Get("usage")) ?? seen.Usage;
        }

        return seen.Build();
    }

    private static void Message(JsonElement message, AnswerBuilder seen, Dictionary<long, int> calls)
    {
        Content(message.Get("content"), seen);
        seen.State(message.Get("extra_content").Get("google").Str("thought_signature"));
        seen.Refusal(message.Str("refusal"));
        seen.Reasoning(message.Has("reasoning_content") ? message.Str("reasoning_content") : message.Str("reasoning"));
        if (message.Has("function_call"))
        {
            var function = message.Get("function_call");
            seen.Call(function.Str("name"), function.Str("arguments"));
        }

        var place = 0L;
        foreach (var call in message.List("tool_calls"))
        {
            var function = call.Get("function");
            var index = call.Has("index") ? call.Num("index") : place;
            place++;
            if (!calls.TryGetValue(index, out var number))
            {
                calls[index] = number = seen.Call(function.Str("name"));
            }

            seen.Arguments(number, function.Str("arguments"));
            seen.State(call.Get("extra_content").Get("google").Str("thought_signature"));
        }
    }

    /// <summary>Text, or Mistral's list of thoughts and texts.</summary>
    private static void Content(JsonElement content, AnswerBuilder seen)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            seen.Text(content.GetString()!);
            return;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var part in content.EnumerateArray())
        {
            seen.Text(part.Str("text"));
            foreach (var thought in part.List("thinking"))
            {
                seen.Reasoning(thought.Str("text"));
            }
        }
    }

    private static FinishSeen Finish(string reason, FinishSeen before) => reason switch
    {
        "stop" or "eos" => FinishSeen.Stop,
        "length" or "model_length" or "model_context_window_exceeded" => FinishSeen.Length,
        "tool_calls" or "function_call" => FinishSeen.Tools,
        "content_filter" or "sensitive" => FinishSeen.Filter,
        "" => before,
        _ => FinishSeen.Stop,
    };

    private static UsageSeen? Usage(JsonElement usage)
    {
        if (!usage.Has("prompt_tokens") && !usage.Has("completion_tokens"))
        {
            return null;
        }

        var (input, output) = (usage.Num("prompt_tokens"), usage.Num("completion_tokens"));
        var details = usage.Get("prompt_tokens_details");
        var cached = details.Has("cached_tokens") ? details.Num("cached_tokens") : usage.Has("cached_tokens") ? usage.Num("cached_tokens") : usage.Num("prompt_cache_hit_tokens");
        var reasoning = usage.Get("completion_tokens_details").Num("reasoning_tokens");

        // xAI leaves reasoning out of completion_tokens.
        output += reasoning > 0 && usage.Num("total_tokens") == input + output + reasoning ? reasoning : 0;
        return new UsageSeen(input, cached, details.Num("cache_write_tokens"), output, reasoning);
    }
}
