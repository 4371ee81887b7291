using Tollgate.Exchange;

namespace Tollgate.Routing;

/// <summary>The formats' names in a configuration (<c>formats</c>).</summary>
internal static class FormatNames
{
    private static readonly (string Name, WireFormat Format)[] Table =
    [
        ("chat", WireFormat.OpenAiChat),
        ("responses", WireFormat.OpenAiResponses),
        ("completions", WireFormat.OpenAiCompletions),
        ("messages", WireFormat.AnthropicMessages),
        ("generate", WireFormat.GeminiGenerate),
        ("converse", WireFormat.BedrockConverse),
        ("cohere_chat", WireFormat.CohereChat),
        ("ollama_chat", WireFormat.OllamaChat),
        ("count_messages", WireFormat.AnthropicCount),
        ("count_generate", WireFormat.GeminiCount),
        ("embeddings", WireFormat.OpenAiEmbeddings),
        ("gemini_embed", WireFormat.GeminiEmbed),
        ("cohere_embed", WireFormat.CohereEmbed),
        ("ollama_embed", WireFormat.OllamaEmbed),
        ("bedrock_embed", WireFormat.BedrockEmbed),
        ("cohere_rerank", WireFormat.CohereRerank),
        ("rerank", WireFormat.JinaRerank),
        ("images", WireFormat.OpenAiImages),
        ("gemini_images", WireFormat.GeminiImages),
        ("speech", WireFormat.OpenAiSpeech),
        ("gemini_speech", WireFormat.GeminiSpeech),
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<string> All => Table.Select(row => row.Name);

    /// <summary>The name of a format; empty for <see cref="WireFormat.None"/>.</summary>
    public static string Of(WireFormat format) => Array.Find(Table, row => row.Format == format).Name ?? string.Empty;

    /// <summary>The format of that name; false where there is none.</summary>
    public static bool TryParse(string name, out WireFormat format)
    {
        format = Array.Find(Table, row => string.Equals(row.Name, name, StringComparison.Ordinal)).Format;
        return format != WireFormat.None;
    }
}
