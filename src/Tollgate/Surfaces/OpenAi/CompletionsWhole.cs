using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Writes a whole <c>text_completion</c>.</summary>
internal static class CompletionsWhole
{
    public static void Write(ChatAnswer answer, AnswerContext context)
    {
        var json = context.Out;
        CompletionDocument.Begin("cmpl-"u8, "text_completion"u8, answer.Start, context);
        for (var i = 0; i < answer.Choices.Count; i++)
        {
            json.BeginObject();
            json.Name("text"u8);
            WriteText(json, answer.Choices[i]);
            json.Name("index"u8);
            json.Number(i);
            json.Name("logprobs"u8);
            json.Null();
            json.Name("finish_reason"u8);
            json.Ascii(ChatFinish.Word(answer.Choices[i].Finish, hasCalls: false, isLegacy: false));
            json.EndObject();
        }

        CompletionDocument.End(answer.Usage, json);
    }

    private static void WriteText(JsonOut json, ChatChoice choice)
    {
        json.BeginText();
        foreach (var part in choice.Parts)
        {
            json.Piece(part switch
            {
                TextPart text => text.Text,
                RefusalPart refusal => refusal.Text,
                _ => default,
            });
        }

        json.EndText();
    }
}
