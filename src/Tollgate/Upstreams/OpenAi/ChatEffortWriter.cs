using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Asks for reasoning in the provider's own way.</summary>
internal static class ChatEffortWriter
{
    public static void Write(ReasoningWish wish, ChatQuirks quirks, OpenAiModel model, TranslationNotes notes, JsonOut json)
    {
        if (!wish.IsSet && wish.Show is null)
        {
            return;
        }

        switch (quirks.Reasoning)
        {
            case ReasoningStyle.Effort when wish.IsSet:
                WriteEffort(wish, model, notes, json);
                break;
            case ReasoningStyle.EnableThinking when wish.IsSet:
                json.Name("enable_thinking"u8);
                json.Bool(wish.IsOn);
                if (wish is { IsOn: true, Budget: { } budget })
                {
                    json.Name("thinking_budget"u8);
                    json.Number(budget);
                }

                break;
            case ReasoningStyle.ThinkingType when wish.IsSet:
                json.Name("thinking"u8);
                json.Raw(wish.IsOn ? "{\"type\":\"enabled\"}"u8 : "{\"type\":\"disabled\"}"u8);
                break;
            case ReasoningStyle.ReasoningObject:
                WriteObject(wish, json);
                break;
            case ReasoningStyle.TemplateArguments when wish.IsSet:
                json.Name("chat_template_kwargs"u8);
                json.Raw(wish.IsOn ? "{\"enable_thinking\":true}"u8 : "{\"enable_thinking\":false}"u8);
                break;
            case ReasoningStyle.None when wish.IsOn:
                notes.Lose("reasoning_effort", Loss.Setting, "this provider's models cannot be asked for reasoning");
                break;
        }
    }

    private static void WriteEffort(ReasoningWish wish, OpenAiModel model, TranslationNotes notes, JsonOut json)
    {
        if (model.RefusesEffort)
        {
            if (wish.IsOn)
            {
                notes.Lose("reasoning_effort", Loss.Setting, "this model does not reason");
            }
        }
        else if (wish is not { Effort: Effort.Adaptive, Budget: null })
        {
            json.Name("reasoning_effort"u8);
            json.Ascii(model.EffortWord(wish.EffortOrDefault));
        }
    }

    private static void WriteObject(ReasoningWish wish, JsonOut json)
    {
        json.Name("reasoning"u8);
        json.BeginObject();
        if (wish.Effort == Effort.None || wish.Budget == 0)
        {
            json.Name("enabled"u8);
            json.Bool(false);
        }
        else if (wish.Budget is { } budget)
        {
            json.Name("max_tokens"u8);
            json.Number(budget);
        }
        else if (wish.Effort == Effort.Adaptive)
        {
            json.Name("enabled"u8);
            json.Bool(true);
        }
        else if (wish.IsSet)
        {
            json.Name("effort"u8);
            json.Ascii(new OpenAiModel(string.Empty).EffortWord(wish.Effort));
        }

        if (wish.Show is { } show)
        {
            json.Name("exclude"u8);
            json.Bool(!show);
        }

        json.EndObject();
    }
}
