namespace Tollgate.Control.Telemetry;

/// <summary>
/// Well-known values of the GenAI semantic conventions (opentelemetry.io, semantic-conventions-genai, read 2026-11-21). Where they know
/// a value it must be used; where not, our own name stands.
/// </summary>
internal static class GenAiNames
{
    /// <summary>Value of <c>gen_ai.operation.name</c> for an endpoint; empty where it is no model's work.</summary>
    public static string Operation(string surface) => surface switch
    {
        "chat" or "responses" or "messages" => "chat",
        "completions" => "text_completion",
        "embeddings" => "embeddings",
        "generate_content" => "generate_content",
        "count_tokens" => "count_tokens",
        "rerank" => "rerank",
        _ => "",
    };

    /// <summary>Value of <c>gen_ai.provider.name</c> for a kind of provider.</summary>
    public static string System(string kind) => kind switch
    {
        "azure" => "azure.ai.openai",
        "bedrock" => "aws.bedrock",
        "gemini" => "gcp.gemini",
        "vertex" => "gcp.vertex_ai",
        "mistral" => "mistral_ai",
        "moonshot" => "moonshot_ai",
        "xai" => "x_ai",
        "openai-compatible" => "openai",
        _ => kind,
    };
}
