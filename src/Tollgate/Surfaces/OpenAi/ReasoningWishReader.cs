using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// What a chat client wants of the model's reasoning. OpenAI has <c>reasoning_effort</c>; OpenRouter <c>reasoning</c>; Anthropic's way
/// (<c>thinking</c>) is Zhipu's, Ark's and others' too; Qwen has <c>enable_thinking</c>. All are read, since clients keep what they are used to.
/// </summary>
internal static class ReasoningWishReader
{
    public static ReasoningWish Read(JsonNode body)
    {
        var wish = ReadObject(body["reasoning"u8]);
        if (EffortOf(body["reasoning_effort"u8]) is not Effort.Unset and var effort)
        {
            wish = wish with { Effort = effort };
        }

        wish = ReadThinking(body["thinking"u8], wish);
        var enable = body["enable_thinking"u8];
        if (enable.IsTrue || enable.IsFalse)
        {
            wish = wish with { Effort = enable.IsFalse ? Effort.None : wish.Effort is Effort.Unset or Effort.None ? Effort.Adaptive : wish.Effort };
        }

        if (body["thinking_budget"u8].Whole is >= 0 and var budget)
        {
            wish = wish with { Budget = budget };
        }

        var include = body["include_reasoning"u8];
        return include.IsTrue || include.IsFalse ? wish with { Show = include.IsTrue } : wish;
    }

    private static ReasoningWish ReadObject(JsonNode reasoning)
    {
        var wish = new ReasoningWish
        {
            Effort = EffortOf(reasoning["effort"u8]),
            Budget = reasoning["max_tokens"u8].Whole is >= 0 and var budget ? budget : null,
            Show = reasoning["exclude"u8] is { Exists: true } exclude ? !exclude.IsTrue : reasoning["summary"u8].IsString ? true : null,
        };
        var enabled = reasoning["enabled"u8];
        return enabled.IsFalse ? wish with { Effort = Effort.None }
            : enabled.IsTrue && !wish.IsSet ? wish with { Effort = Effort.Adaptive }
            : wish;
    }

    private static ReasoningWish ReadThinking(JsonNode thinking, ReasoningWish wish)
    {
        var type = thinking["type"u8];
        if (type.Is("disabled"u8))
        {
            return wish with { Effort = Effort.None };
        }

        if (type.Is("enabled"u8) || type.Is("adaptive"u8) || type.Is("auto"u8))
        {
            return wish with
            {
                Effort = wish.Effort is Effort.Unset or Effort.None ? Effort.Adaptive : wish.Effort,
                Budget = thinking["budget_tokens"u8].Whole is >= 0 and var budget ? budget : wish.Budget,
            };
        }

        return wish;
    }

    private static Effort EffortOf(JsonNode word) =>
        word.Is("auto"u8) || word.Is("default"u8) ? Effort.Adaptive : EffortWords.Of(word);
}
