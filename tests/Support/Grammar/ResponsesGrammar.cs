using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>OpenAI's responses, by its published schema and its recorded traffic.</summary>
public static class ResponsesGrammar
{
    private static readonly string[] Required =
    [
        "id", "object", "created_at", "error", "incomplete_details", "instructions", "model", "tools", "output", "parallel_tool_calls",
        "metadata", "tool_choice", "temperature", "top_p",
    ];

    /// <summary>An answer that came whole.</summary>
    public static AnswerSeen Whole(ReadOnlySpan<byte> json)
    {
        var seen = new AnswerBuilder();
        Finished(Must.Object(Must.Parse(json), "the answer"), seen);
        return seen.Build();
    }

    /// <summary>An answer that came as a stream.</summary>
    public static AnswerSeen Stream(ReadOnlySpan<byte> stream)
    {
        var state = new ResponsesEvents();
        foreach (var item in SseText.Read(stream))
        {
            state.Take(item);
        }

        return state.End();
    }

    /// <summary>A response, finished or not.</summary>
    internal static void Head(JsonElement response)
    {
        foreach (var name in Required)
        {
            Must.Has(response, name);
        }

        Must.Filled(response, "id");
        Must.Is(response, "object", "response");
        Must.Be(response.GetProperty("created_at").ValueKind == JsonValueKind.Number, "created_at is no number");
        Must.Filled(response, "model");
        Must.Array(response, "tools");
        Must.NullOr(response, "metadata", JsonValueKind.Object);
        Must.NullOr(response, "error", JsonValueKind.Object);
        Must.NullOr(response, "incomplete_details", JsonValueKind.Object);
    }

    /// <summary>A response that is over, with all that it says.</summary>
    internal static void Finished(JsonElement response, AnswerBuilder seen)
    {
        Head(response);
        seen.Choice(0);
        var status = Must.OneOf(response, "status", "completed", "incomplete", "failed");
        Must.Be(Must.Exists(response, "error") == (status == "failed"), $"status '{status}' and its error do not fit");
        Must.Be(Must.Exists(response, "incomplete_details") == (status == "incomplete"), $"status '{status}' and its incomplete_details do not fit");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in Must.Array(response, "output").EnumerateArray())
        {
            ResponsesItem.Whole(item, seen);
            Must.Be(!Must.Exists(item, "id") || ids.Add(Must.Filled(item, "id")), $"two items of one id: {Must.Cut(item)}");
        }

        seen.Finish = status switch
        {
            "incomplete" => Must.OneOf(response.GetProperty("incomplete_details"), "reason", "max_output_tokens", "content_filter") == "content_filter"
                ? FinishSeen.Filter
                : FinishSeen.Length,
            "failed" => FinishSeen.None,
            _ => seen.Calls > 0 ? FinishSeen.Tools : FinishSeen.Stop,
        };
        if (status == "failed")
        {
            Must.Filled(response.GetProperty("error"), "code");
            seen.Error = Must.String(response.GetProperty("error"), "message");
        }

        seen.Usage = Must.Exists(response, "usage") ? OpenAiUsage.OfResponses(response.GetProperty("usage")) : null;
    }
}
