using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>OpenAI's chat answers, by its published schema and its recorded traffic.</summary>
public static class OpenAiChatGrammar
{
    /// <summary>An answer that came whole.</summary>
    public static AnswerSeen Whole(ReadOnlySpan<byte> json)
    {
        var answer = Must.Object(Must.Parse(json), "the answer");
        Must.Filled(answer, "id");
        Must.Is(answer, "object", "chat.completion");
        Must.Count(answer, "created");
        Must.Filled(answer, "model");
        var seen = new AnswerBuilder();
        var index = 0;
        foreach (var choice in Must.Array(answer, "choices").EnumerateArray())
        {
            Must.Be(Must.Count(choice, "index") == index, $"choice {index} is numbered otherwise: {Must.Cut(choice)}");
            seen.Choice(index);
            Choice(choice, index++ == 0 ? seen : new AnswerBuilder());
        }

        Must.Be(index > 0, "there are no choices");
        seen.Usage = Must.Exists(answer, "usage") ? OpenAiUsage.OfChat(answer.GetProperty("usage")) : null;
        return seen.Build();
    }

    /// <summary>An answer that came as a stream.</summary>
    public static AnswerSeen Stream(ReadOnlySpan<byte> stream)
    {
        var state = new OpenAiChunks();
        foreach (var item in SseText.Read(stream))
        {
            state.Take(item);
        }

        return state.End();
    }

    internal static FinishSeen Finish(string? reason) => reason switch
    {
        "stop" => FinishSeen.Stop,
        "length" => FinishSeen.Length,
        "tool_calls" or "function_call" => FinishSeen.Tools,
        "content_filter" => FinishSeen.Filter,
        _ => throw new GrammarException($"finish_reason '{reason}' is none of OpenAI's"),
    };

    internal static void Logprobs(JsonElement choice)
    {
        if (Must.Exists(choice, "logprobs") && Must.Exists(choice.GetProperty("logprobs"), "content"))
        {
            foreach (var token in Must.Array(choice.GetProperty("logprobs"), "content").EnumerateArray())
            {
                Must.String(token, "token");
                Must.Be(Must.Has(token, "logprob").ValueKind == JsonValueKind.Number, $"no number: {Must.Cut(token)}");
                Must.Array(token, "top_logprobs");
            }
        }
    }

    private static void Choice(JsonElement choice, AnswerBuilder seen)
    {
        seen.Finish = Finish(Must.String(choice, "finish_reason"));
        Logprobs(choice);
        var message = Must.Object(Must.Has(choice, "message"), "message");
        Must.Is(message, "role", "assistant");
        Must.NullOr(message, "content", JsonValueKind.String);
        seen.Text(message.GetProperty("content").GetString() ?? "");
        if (Must.Exists(message, "refusal"))
        {
            seen.Refusal(Must.String(message, "refusal"));
        }

        if (Must.Exists(message, "reasoning_content"))
        {
            seen.Reasoning(Must.String(message, "reasoning_content"));
        }

        if (Must.Exists(message, "function_call"))
        {
            var function = message.GetProperty("function_call");
            seen.Call(Must.Filled(function, "name"), Must.String(function, "arguments"));
        }

        if (Must.Exists(message, "tool_calls"))
        {
            Calls(message, seen);
        }

        seen.Media += Must.Exists(message, "audio") ? 1 : 0;
        seen.Media += Must.Exists(message, "images") ? Must.Array(message, "images").GetArrayLength() : 0;
        Must.Be(seen.Finish != FinishSeen.Tools || seen.Calls > 0, "it stopped for tools and calls none");
    }

    private static void Calls(JsonElement message, AnswerBuilder seen)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in Must.Array(message, "tool_calls").EnumerateArray())
        {
            Must.Be(ids.Add(Must.Filled(call, "id")), $"two calls of one id: {Must.Cut(call)}");
            var kind = Must.OneOf(call, "type", "function", "custom");
            var function = Must.Object(Must.Has(call, kind), kind);
            seen.Call(Must.Filled(function, "name"), Must.String(function, kind == "custom" ? "input" : "arguments"));
        }

        Must.Be(ids.Count > 0, "tool_calls is empty: OpenAI leaves it out then");
    }
}
