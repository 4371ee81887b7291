using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Writes a whole answer as one <c>GenerateContentResponse</c>.</summary>
internal static class GenerateContentWhole
{
    public static void Write(ChatAnswer answer, AnswerContext context)
    {
        var json = context.Out;
        json.BeginObject();
        json.Name("candidates"u8);
        json.BeginArray();
        for (var i = 0; i < answer.Choices.Count; i++)
        {
            WriteChoice(answer.Choices[i], i, json);
        }

        json.EndArray();
        if (answer.Usage is { } usage)
        {
            UsageMetadata.Write(usage, json);
        }

        AnswerNames.Write(answer.Start.Id, context);
        json.EndObject();
    }

    private static void WriteChoice(ChatChoice choice, int index, JsonOut json)
    {
        var sources = new CandidateSources();
        Gather(choice, sources);
        SearchPart.ToNotes(choice.Parts);
        json.BeginObject();
        json.Name("content"u8);
        json.BeginObject();
        json.Name("parts"u8);
        json.BeginArray();
        var broken = WriteParts(choice, json);
        json.EndArray();
        json.Name("role"u8);
        json.Ascii("model"u8);
        json.EndObject();
        json.Name("index"u8);
        json.Number(index);
        CandidateEnd.Write(choice.Finish, broken, sources, choice.Logprobs, json);
        json.EndObject();
    }

    private static void Gather(ChatChoice choice, CandidateSources sources)
    {
        foreach (var part in choice.Parts)
        {
            if (part is SearchPart search)
            {
                sources.Search(search);
            }
            else if (part is TextPart text)
            {
                sources.Add(text.Text);
                foreach (var citation in text.Citations)
                {
                    sources.Cite(citation);
                }
            }
        }
    }

    /// <summary>Returns the arguments of a call that are no JSON object, for it cannot be written; empty where there is none.</summary>
    private static ReadOnlyMemory<byte> WriteParts(ChatChoice choice, JsonOut json)
    {
        var parts = new CandidateParts();
        ReadOnlyMemory<byte> broken = default;
        var count = 0;
        foreach (var part in choice.Parts)
        {
            switch (part)
            {
                case TextPart { Text.IsEmpty: false } text:
                    parts.Text(text.Text, json);
                    count++;
                    break;
                case RefusalPart { Text.IsEmpty: false } refusal:
                    parts.Text(refusal.Text, json);
                    count++;
                    break;
                case ReasoningPart reasoning:
                    count += WriteReasoning(reasoning, parts, json);
                    break;
                case ToolCallPart call when call.IsBroken || !CandidateParts.AreArguments(call.Arguments.Span):
                    broken = call.Arguments;
                    break;
                case ToolCallPart call:
                    parts.Call(call.Id, call.Name, call.Arguments, json);
                    count++;
                    break;
                case MediaPart media:
                    parts.Media(media, json);
                    count++;
                    break;
            }
        }

        if (parts.HasState || count == 0)
        {
            parts.Empty(json);
        }

        return broken;
    }

    private static int WriteReasoning(ReasoningPart reasoning, CandidateParts parts, JsonOut json)
    {
        var hadState = parts.HasState;
        if (!reasoning.Text.IsEmpty)
        {
            parts.Thought(reasoning.Text, json);
        }

        if (reasoning.State is { } state)
        {
            parts.State(state, json);
        }

        return reasoning.Text.IsEmpty && !hadState ? 0 : 1;
    }
}
