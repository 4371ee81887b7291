using Tollgate.TestSupport.Grammar;

namespace Tollgate.WireTests.Translation;

/// <summary>A small request in each client's dialect.</summary>
internal static class ForeignClient
{
    /// <summary>Where it is posted to.</summary>
    public static string Target(ClientDialect dialect, string model, bool stream) => dialect switch
    {
        ClientDialect.Chat => "/v1/chat/completions",
        ClientDialect.Completions => "/v1/completions",
        ClientDialect.Responses => "/v1/responses",
        ClientDialect.Anthropic => "/v1/messages",
        ClientDialect.Gemini => $"/v1beta/models/{model}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}",
        _ => $"/v1beta/models/{model}:{(stream ? "streamGenerateContent" : "generateContent")}",
    };

    /// <summary>It says hello; with reasoning where it is asked for.</summary>
    public static string Body(ClientDialect dialect, string model, bool stream, bool reasons = false)
    {
        var flag = stream ? "true" : "false";
        return dialect switch
        {
            ClientDialect.Chat =>
                $$"""{"model":"{{model}}","stream":{{flag}}{{Usage(stream)}}{{(reasons ? ",\"reasoning_effort\":\"low\"" : "")}},"messages":[{"role":"user","content":"Hi"}]}""",
            ClientDialect.Completions => $$"""{"model":"{{model}}","stream":{{flag}}{{Usage(stream)}},"prompt":"Hi"}""",
            ClientDialect.Responses => $$"""{"model":"{{model}}","stream":{{flag}}{{(reasons ? ",\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"}" : "")}},"input":"Hi","include":["reasoning.encrypted_content"],"store":false}""",
            ClientDialect.Anthropic =>
                $$"""{"model":"{{model}}","stream":{{flag}},"max_tokens":2048{{(reasons ? ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}" : "")}},"messages":[{"role":"user","content":"Hi"}]}""",
            _ => $$"""{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]{{(reasons ? ",\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":true,\"thinkingBudget\":1024}}" : "")}}}""",
        };
    }

    private static string Usage(bool stream) => stream ? ",\"stream_options\":{\"include_usage\":true}" : "";
}
