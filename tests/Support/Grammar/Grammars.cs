namespace Tollgate.TestSupport.Grammar;

/// <summary>The strict reader of each dialect's answers. Each throws <see cref="GrammarException"/> at the first breach.</summary>
public static class Grammars
{
    public static AnswerSeen Whole(ClientDialect dialect, ReadOnlySpan<byte> answer) => dialect switch
    {
        ClientDialect.Chat => OpenAiChatGrammar.Whole(answer),
        ClientDialect.Completions => OpenAiCompletionsGrammar.Whole(answer),
        ClientDialect.Responses => ResponsesGrammar.Whole(answer),
        ClientDialect.Anthropic => AnthropicGrammar.Whole(answer),
        _ => GeminiGrammar.Whole(answer),
    };

    public static AnswerSeen Stream(ClientDialect dialect, ReadOnlySpan<byte> answer) => dialect switch
    {
        ClientDialect.Chat => OpenAiChatGrammar.Stream(answer),
        ClientDialect.Completions => OpenAiCompletionsGrammar.Stream(answer),
        ClientDialect.Responses => ResponsesGrammar.Stream(answer),
        ClientDialect.Anthropic => AnthropicGrammar.Stream(answer),
        ClientDialect.GeminiArray => GeminiGrammar.Array(answer),
        _ => GeminiGrammar.Stream(answer),
    };

    /// <summary>The message of an error document.</summary>
    public static string Error(ClientDialect dialect, ReadOnlySpan<byte> answer) => dialect switch
    {
        ClientDialect.Anthropic => AnthropicError.Check(answer),
        ClientDialect.Gemini or ClientDialect.GeminiArray => GeminiError.Check(answer),
        _ => OpenAiError.Check(answer),
    };
}
