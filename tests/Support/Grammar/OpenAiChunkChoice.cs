using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>One choice of a chat stream while it is read.</summary>
internal sealed class OpenAiChunkChoice(AnswerBuilder seen)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private bool _begun;

    public bool IsFinished { get; private set; }

    public void Take(JsonElement choice)
    {
        Must.Be(!IsFinished, $"the choice goes on after its finish_reason: {Must.Cut(choice)}");
        Must.NullOr(choice, "finish_reason", JsonValueKind.String);
        OpenAiChatGrammar.Logprobs(choice);
        var delta = Must.Object(Must.Has(choice, "delta"), "delta");
        Must.Only(delta, "delta", "role", "content", "refusal", "tool_calls", "function_call", "reasoning_content", "reasoning_details", "annotations", "audio", "images");
        Must.Be(_begun || Must.Exists(delta, "role"), $"the first delta has no role: {Must.Cut(choice)}");
        Must.Be(!_begun || !Must.Exists(delta, "role"), $"the role comes twice: {Must.Cut(choice)}");
        if (!_begun)
        {
            Must.Is(delta, "role", "assistant");
            _begun = true;
        }

        seen.Text(TextOf(delta, "content"));
        seen.Refusal(TextOf(delta, "refusal"));
        seen.Reasoning(TextOf(delta, "reasoning_content"));
        seen.Media += Must.Exists(delta, "images") ? Must.Array(delta, "images").GetArrayLength() : 0;
        if (Must.Exists(delta, "tool_calls"))
        {
            Calls(delta);
        }

        if (Must.Exists(choice, "finish_reason"))
        {
            seen.Finish = OpenAiChatGrammar.Finish(choice.GetProperty("finish_reason").GetString());
            Must.Be(seen.Finish != FinishSeen.Tools || seen.Calls > 0 || Must.Exists(delta, "function_call"), "it stopped for tools and calls none");
            IsFinished = true;
        }
    }

    private static string TextOf(JsonElement delta, string name) => Must.Exists(delta, name) ? Must.String(delta, name) : "";

    private void Calls(JsonElement delta)
    {
        var calls = Must.Array(delta, "tool_calls");
        Must.Be(calls.GetArrayLength() > 0, "tool_calls is empty");
        foreach (var call in calls.EnumerateArray())
        {
            var index = Must.Count(call, "index");
            var kind = Must.Exists(call, "custom") ? "custom" : "function";
            var words = kind == "custom" ? "input" : "arguments";
            var function = Must.Object(Must.Has(call, kind), kind);
            if (index == seen.Calls)
            {
                Must.Be(_ids.Add(Must.Filled(call, "id")), $"two calls of one id: {Must.Cut(call)}");
                Must.Is(call, "type", kind);
                seen.Call(Must.Filled(function, "name"), Must.String(function, words));
                continue;
            }

            Must.Be(index < seen.Calls, $"a call's number is left out: {Must.Cut(call)}");
            Must.Be(!Must.Exists(call, "id") && !Must.Exists(function, "name"), $"a call begins twice: {Must.Cut(call)}");
            seen.Arguments((int)index, Must.String(function, words));
        }
    }
}
