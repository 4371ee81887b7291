using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Writes a whole <c>chat.completion</c>.</summary>
internal static class ChatWhole
{
    public static void Write(ChatAnswer answer, AnswerContext context)
    {
        var json = context.Out;
        CompletionDocument.Begin("chatcmpl-"u8, "chat.completion"u8, answer.Start, context);
        for (var i = 0; i < answer.Choices.Count; i++)
        {
            var choice = answer.Choices[i];
            SearchPart.ToNotes(choice.Parts);
            json.BeginObject();
            json.Name("index"u8);
            json.Number(i);
            json.Name("message"u8);
            WriteMessage(json, choice, context);
            json.Name("logprobs"u8);
            WriteLogprobs(json, choice);
            json.Name("finish_reason"u8);
            json.Ascii(ChatFinish.Word(choice.Finish, choice.Parts.Exists(part => part is ToolCallPart), context.LegacyFunctions));
            json.EndObject();
        }

        CompletionDocument.End(answer.Usage, json);
    }

    private static void WriteMessage(JsonOut json, ChatChoice choice, AnswerContext context)
    {
        json.BeginObject();
        json.Name("role"u8);
        json.Ascii("assistant"u8);
        json.Name("content"u8);
        WriteTexts<TextPart>(json, choice, part => part.Text);
        json.Name("refusal"u8);
        WriteTexts<RefusalPart>(json, choice, part => part.Text);
        if (choice.Parts.Exists(part => part is ReasoningPart { Text.IsEmpty: false }))
        {
            json.Name("reasoning_content"u8);
            WriteTexts<ReasoningPart>(json, choice, part => part.Text);
        }

        if (choice.Parts.Exists(part => part is ReasoningPart))
        {
            json.Name("reasoning_details"u8);
            WriteDetails(json, choice);
        }

        WriteCalls(json, choice, context);
        WriteExtras(json, choice, context);
        json.EndObject();
    }

    /// <summary>All texts of a kind as one, as a stream's pieces add up; null where there are none.</summary>
    private static void WriteTexts<TPart>(JsonOut json, ChatChoice choice, Func<TPart, JsonString> textOf)
        where TPart : Part
    {
        if (!choice.Parts.Exists(part => part is TPart))
        {
            json.Null();
            return;
        }

        json.BeginText();
        foreach (var part in choice.Parts.OfType<TPart>())
        {
            json.Piece(textOf(part));
        }

        json.EndText();
    }

    private static void WriteDetails(JsonOut json, ChatChoice choice)
    {
        var index = 0;
        json.BeginArray();
        for (var i = 0; i < choice.Parts.Count; i++)
        {
            if (choice.Parts[i] is not ReasoningPart reasoning)
            {
                continue;
            }

            if (reasoning.State is { } state)
            {
                var callId = i + 1 < choice.Parts.Count && choice.Parts[i + 1] is ToolCallPart next ? next.Id : default;
                ReasoningDetails.WriteState(json, reasoning.Text, reasoning.IsSummary, state, callId, index);
            }
            else
            {
                ReasoningDetails.WriteText(json, reasoning.Text, reasoning.IsSummary, index);
            }

            index++;
        }

        json.EndArray();
    }

    private static void WriteCalls(JsonOut json, ChatChoice choice, AnswerContext context)
    {
        var calls = 0;
        OpaqueState? note = null;
        var trail = context.Memory is { } memory ? new ReasoningTrail(memory, context.Owner) : null;
        foreach (var part in choice.Parts)
        {
            if (part is ToolCallPart call)
            {
                trail?.Call(call.Id);
                WriteCall(json, call, note, calls++, context);
            }
            else if (part is ReasoningPart reasoning)
            {
                Follow(trail, reasoning);
            }
            else
            {
                trail?.Other();
            }

            note = part is ReasoningPart { State: { } state } ? state : null;
        }

        if (calls > 0 && !context.LegacyFunctions)
        {
            json.EndArray();
        }
    }

    private static void Follow(ReasoningTrail? trail, ReasoningPart reasoning)
    {
        if (!reasoning.Text.IsEmpty)
        {
            trail?.Text(reasoning.Text, reasoning.IsSummary);
        }

        if (reasoning.State is { } state)
        {
            trail?.State(state.Keep());
        }
    }

    private static void WriteCall(JsonOut json, ToolCallPart call, OpaqueState? note, int number, AnswerContext context)
    {
        var arguments = call.Arguments.IsEmpty ? "{}"u8 : call.Arguments.Span;
        if (context.LegacyFunctions)
        {
            if (number == 0)
            {
                json.Name("function_call"u8);
                ChatCalls.WriteFunction(json, call.Name, arguments);
            }

            return;
        }

        if (number == 0)
        {
            json.Name("tool_calls"u8);
            json.BeginArray();
        }

        var isCustom = context.CustomTools is { } names && names.Contains(call.Name.ToString());
        json.BeginObject();
        ChatCalls.WriteHead(json, call.Id, note, isCustom);
        if (isCustom)
        {
            ChatCalls.WriteCustom(json, call.Name, CustomTools.InputOf(JsonString.Of(call.Arguments.Span)));
        }
        else
        {
            json.Name("function"u8);
            ChatCalls.WriteFunction(json, call.Name, arguments);
        }

        json.EndObject();
    }

    private static void WriteExtras(JsonOut json, ChatChoice choice, AnswerContext context)
    {
        if (choice.Parts.Exists(part => part is TextPart { Citations.Count: > 0 }))
        {
            json.Name("annotations"u8);
            json.BeginArray();
            foreach (var citation in choice.Parts.OfType<TextPart>().SelectMany(part => part.Citations))
            {
                ChatExtras.WriteCitation(json, citation);
            }

            json.EndArray();
        }

        var media = choice.Parts.OfType<MediaPart>().ToList();
        if (media.Find(part => part.Kind == MediaKind.Audio) is { } audio)
        {
            json.Name("audio"u8);
            ChatExtras.WriteAudio(json, audio, context);
            media.RemoveAll(part => part.Kind == MediaKind.Audio);
        }

        if (media.Count > 0)
        {
            json.Name("images"u8);
            json.BeginArray();
            for (var i = 0; i < media.Count; i++)
            {
                ChatExtras.WriteImage(json, media[i], i);
            }

            json.EndArray();
        }
    }

    private static void WriteLogprobs(JsonOut json, ChatChoice choice)
    {
        if (choice.Logprobs.Count == 0)
        {
            json.Null();
            return;
        }

        json.BeginObject();
        json.Name("content"u8);
        json.BeginArray();
        foreach (var elements in choice.Logprobs)
        {
            var inside = elements.Span.Trim((byte)' ');
            if (inside.Length > "[]".Length)
            {
                json.Raw(inside[1..^1]);
            }
        }

        json.EndArray();
        json.Name("refusal"u8);
        json.Null();
        json.EndObject();
    }
}
