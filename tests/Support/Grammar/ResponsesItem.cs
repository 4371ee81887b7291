using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>One item of a response's output, finished.</summary>
internal static class ResponsesItem
{
    public static void Whole(JsonElement item, AnswerBuilder seen)
    {
        switch (Must.Filled(item, "type"))
        {
            case "message":
                Must.Filled(item, "id");
                Must.Is(item, "role", "assistant");
                Must.OneOf(item, "status", "completed", "incomplete");
                foreach (var part in Must.Array(item, "content").EnumerateArray())
                {
                    Part(part, seen);
                }

                break;
            case "function_call":
                Must.Filled(item, "call_id");
                Must.OneOf(item, "status", "completed", "incomplete");
                seen.Call(Must.Filled(item, "name"), Must.String(item, "arguments"));
                break;
            case "reasoning":
                Must.Filled(item, "id");
                Reasoning(item, seen);
                break;
            default:
                Must.Filled(item, "id"); // tools that run at the provider
                break;
        }
    }

    /// <summary>A part of a message.</summary>
    public static void Part(JsonElement part, AnswerBuilder seen)
    {
        switch (Must.Filled(part, "type"))
        {
            case "output_text":
                seen.Text(Must.String(part, "text"));
                foreach (var annotation in Must.Array(part, "annotations").EnumerateArray())
                {
                    Must.Filled(annotation, "type");
                }

                break;
            case "refusal":
                seen.Refusal(Must.String(part, "refusal"));
                break;
            case var type:
                throw new GrammarException($"a part of type '{type}'");
        }
    }

    private static void Reasoning(JsonElement item, AnswerBuilder seen)
    {
        var isFirst = true;
        foreach (var part in Must.Array(item, "summary").EnumerateArray())
        {
            Must.Is(part, "type", "summary_text");
            seen.Reasoning(isFirst ? "" : "\n\n"); // paragraphs, where a format has one text
            seen.Reasoning(Must.String(part, "text"));
            isFirst = false;
        }

        if (Must.Exists(item, "content"))
        {
            foreach (var part in Must.Array(item, "content").EnumerateArray())
            {
                Must.Is(part, "type", "reasoning_text");
                seen.Reasoning(Must.String(part, "text"));
            }
        }

        if (Must.Exists(item, "encrypted_content"))
        {
            seen.State(Must.Filled(item, "encrypted_content"));
        }
    }
}
