using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>OpenAI's old text completions, by its published schema and its recorded traffic.</summary>
public static class OpenAiCompletionsGrammar
{
    /// <summary>An answer that came whole.</summary>
    public static AnswerSeen Whole(ReadOnlySpan<byte> json)
    {
        var seen = new AnswerBuilder();
        var answer = Must.Parse(json);
        Head(answer);
        var index = 0;
        foreach (var choice in Must.Array(answer, "choices").EnumerateArray())
        {
            Must.Be(Must.Count(choice, "index") == index, $"choice {index} is numbered otherwise: {Must.Cut(choice)}");
            seen.Choice(index);
            var of = index++ == 0 ? seen : new AnswerBuilder();
            of.Text(Must.String(choice, "text"));
            of.Finish = OpenAiChatGrammar.Finish(Must.OneOf(choice, "finish_reason", "stop", "length", "content_filter"));
            Must.NullOr(choice, "logprobs", JsonValueKind.Object);
        }

        Must.Be(index > 0, "there are no choices");
        seen.Usage = Must.Exists(answer, "usage") ? OpenAiUsage.OfChat(answer.GetProperty("usage")) : null;
        return seen.Build();
    }

    /// <summary>An answer that came as a stream.</summary>
    public static AnswerSeen Stream(ReadOnlySpan<byte> stream)
    {
        var seen = new AnswerBuilder();
        var finished = new Dictionary<long, bool>();
        (string Id, string Model)? head = null;
        var done = false;
        foreach (var item in SseText.Read(stream))
        {
            Must.Be(item.Name.Length == 0, $"OpenAI's chunks have no names: {item.Name}");
            Must.Be(!done, $"something follows the end: {Must.Cut(item.Data)}");
            if (item.IsDone)
            {
                done = true;
                continue;
            }

            Must.Be(seen.Error is null && seen.Usage is null, $"something follows the usage or the error: {Must.Cut(item.Data)}");
            var chunk = Must.Parse(item.Data);
            if (Must.Exists(chunk, "error"))
            {
                seen.Error = OpenAiError.Check(chunk);
                continue;
            }

            Must.Be((head ??= Head(chunk)) == Head(chunk), $"id and model are not those of the first chunk: {Must.Cut(chunk)}");
            foreach (var choice in Must.Array(chunk, "choices").EnumerateArray())
            {
                var index = Must.Count(choice, "index");
                seen.Choice((int)index);
                Must.Be(!finished.GetValueOrDefault(index), $"the choice goes on after its finish_reason: {Must.Cut(choice)}");
                var of = index == 0 ? seen : new AnswerBuilder();
                of.Text(Must.String(choice, "text"));
                Must.NullOr(choice, "finish_reason", JsonValueKind.String);
                finished[index] = Must.Exists(choice, "finish_reason");
                of.Finish = finished[index] ? OpenAiChatGrammar.Finish(Must.OneOf(choice, "finish_reason", "stop", "length", "content_filter")) : FinishSeen.None;
            }

            if (Must.Exists(chunk, "usage"))
            {
                Must.Be(chunk.GetProperty("choices").GetArrayLength() == 0, $"usage comes with a choice: {Must.Cut(chunk)}");
                seen.Usage = OpenAiUsage.OfChat(chunk.GetProperty("usage"));
            }
        }

        Must.Be(seen.Error is not null || (done && finished.Count > 0 && finished.Values.All(end => end)), "the stream has no end");
        return seen.Build();
    }

    private static (string Id, string Model) Head(JsonElement chunk)
    {
        Must.Is(chunk, "object", "text_completion");
        Must.Count(chunk, "created");
        return (Must.Filled(chunk, "id"), Must.Filled(chunk, "model"));
    }
}
