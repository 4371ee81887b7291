using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Writes <c>thinkingConfig</c>: a budget for Gemini 2.5, a level from Gemini 3 on. Both in one request are refused.</summary>
internal static class GeminiThinking
{
    private const int ProLeast = 128;
    private const int ProMost = 32768;
    private const int FlashMost = 24576;
    private const int LiteLeast = 512;

    public static void Write(ReasoningWish wish, GeminiModel model, ReadOnlyMemory<byte> own, TranslationNotes notes, JsonOut json)
    {
        if (!own.IsEmpty)
        {
            json.Name("thinkingConfig"u8);
            json.Raw(own.Span);
            return;
        }

        if (!wish.IsSet && wish.Show is null)
        {
            return;
        }

        if (!model.Thinks)
        {
            if (wish.IsOn)
            {
                notes.Lose("reasoning_effort", Loss.Setting, "this model does not think");
            }

            return;
        }

        json.Name("thinkingConfig"u8);
        json.BeginObject();
        if (wish.Show ?? wish.IsOn)
        {
            json.Name("includeThoughts"u8);
            json.Bool(true);
        }

        if (wish.IsSet && !wish.IsOn && (model.IsPro || model.TakesLevel))
        {
            notes.Lose("reasoning_effort", Loss.Setting, "this model always thinks; it is asked for as little as it can");
        }

        if (wish.IsSet && model.TakesLevel)
        {
            WriteLevel(wish, model, json);
        }
        else if (wish.IsSet)
        {
            json.Name("thinkingBudget"u8);
            json.Number(BudgetOf(wish, model));
        }

        json.EndObject();
    }

    private static void WriteLevel(ReasoningWish wish, GeminiModel model, JsonOut json)
    {
        if (wish is { Effort: Effort.Adaptive, Budget: null })
        {
            return; // as the model sees fit is what it does unasked
        }

        json.Name("thinkingLevel"u8);
        json.Ascii(wish.EffortOrDefault switch
        {
            Effort.None or Effort.Minimal when !model.IsPro => "MINIMAL"u8,
            Effort.None or Effort.Minimal or Effort.Low => "LOW"u8,
            Effort.Medium when !(model.IsPro && model.Version == 30) => "MEDIUM"u8,
            _ => "HIGH"u8,
        });
    }

    private static long BudgetOf(ReasoningWish wish, GeminiModel model)
    {
        if (wish is { Effort: Effort.Adaptive, Budget: null } || wish.Budget < 0)
        {
            return -1;
        }

        var budget = wish.Effort == Effort.None ? 0 : wish.BudgetOrDefault;
        if (model.Version == 0)
        {
            return budget;
        }

        return model.IsPro ? Math.Clamp(budget, ProLeast, ProMost)
            : budget == 0 ? 0
            : Math.Clamp(budget, model.IsLite ? LiteLeast : 1, FlashMost);
    }
}
