using System.Collections.Frozen;
using Tollgate.Exchange;
using Tollgate.Surfaces;

namespace Tollgate.Routing;

/// <summary>All kinds of provider, as data. Where two speak the same format, they differ in a row here and in nothing else.</summary>
internal static class ProviderPresets
{
    private const string OwnFormat = "its wire format comes in a later version";

    /// <summary>The rows, in the order in which the environment is searched for credentials.</summary>
    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new()
        {
            Kind = "openai", ReasoningFormat = WireFormat.OpenAiResponses, BaseUrl = "https://api.openai.com/v1", VersionPath = "/v1", KeyVariable = "OPENAI_API_KEY",
            ModelPatterns =
            [
                "gpt-*", "chatgpt-*", "o1*", "o3*", "o4*", "text-embedding-*", "text-moderation-*", "omni-moderation-*",
                "davinci-*", "babbage-*", "dall-e-*", "whisper-*", "tts-*", "codex-*", "computer-use-*", "sora-*", "ft:*",
            ],
        },
        new()
        {
            Kind = "anthropic", Aliases = ["claude"], Dialect = Dialect.Anthropic, BaseUrl = "https://api.anthropic.com/v1", VersionPath = "/v1",
            CredentialHeader = "x-api-key", CredentialPrefix = string.Empty, FixedHeaders = [("anthropic-version", "2023-06-01")],
            Formats = [WireFormat.AnthropicMessages, WireFormat.AnthropicCount],
            IncludeUsage = false, Prefill = PrefillStyle.TrailingMessage, KeyVariable = "ANTHROPIC_API_KEY", ModelPatterns = ["claude-*"],
        },
        new()
        {
            Kind = "gemini", Aliases = ["google"], Dialect = Dialect.Gemini,
            Formats = [WireFormat.GeminiGenerate, WireFormat.GeminiCount, WireFormat.GeminiEmbed],
            BaseUrl = "https://generativelanguage.googleapis.com/v1beta", VersionPath = "/v1beta",
            CredentialHeader = "x-goog-api-key", CredentialPrefix = string.Empty, IncludeUsage = false,
            KeyVariable = "GEMINI_API_KEY", ModelPatterns = ["gemini-*", "gemma-*", "imagen-*", "veo-*", "learnlm-*"],
        },
        new()
        {
            Kind = "azure", Aliases = ["azure-openai"], VersionPath = "/openai/v1", CredentialHeader = "api-key", CredentialPrefix = string.Empty,
        },
        new()
        {
            Kind = "deepseek", BaseUrl = "https://api.deepseek.com/v1", VersionPath = "/v1", KeyVariable = "DEEPSEEK_API_KEY",
            ModelPatterns = ["deepseek-*"],
        },
        new()
        {
            Kind = "dashscope", Aliases = ["qwen"], BaseUrl = "https://dashscope.aliyuncs.com/compatible-mode/v1",
            VersionPath = "/compatible-mode/v1", KeyVariable = "DASHSCOPE_API_KEY", ModelPatterns = ["qwen*", "qwq-*", "qvq-*"],
        },
        new()
        {
            // Usage always comes in the last content chunk.
            Kind = "zhipu", Aliases = ["glm"], BaseUrl = "https://open.bigmodel.cn/api/paas/v4", VersionPath = "/api/paas/v4",
            IncludeUsage = false, KeyVariable = "ZHIPU_API_KEY", ModelPatterns = ["glm-*", "cogview-*", "cogvideox-*"],
        },
        new()
        {
            // Refuses fields that it does not know (422), and sends usage unasked.
            Kind = "mistral", BaseUrl = "https://api.mistral.ai/v1", VersionPath = "/v1", IncludeUsage = false, KeyVariable = "MISTRAL_API_KEY",
            ModelPatterns =
            [
                "mistral-*", "ministral-*", "magistral-*", "codestral-*", "devstral-*", "pixtral-*", "voxtral-*", "open-mistral-*", "open-mixtral-*",
            ],
        },
        new()
        {
            Kind = "groq", BaseUrl = "https://api.groq.com/openai/v1", VersionPath = "/openai/v1", KeyVariable = "GROQ_API_KEY",
            ModelPatterns = ["llama-*", "groq/*"],
        },
        new()
        {
            Kind = "xai", Aliases = ["grok"], BaseUrl = "https://api.x.ai/v1", VersionPath = "/v1", KeyVariable = "XAI_API_KEY",
            ModelPatterns = ["grok-*"],
        },
        new()
        {
            Kind = "moonshot", Aliases = ["kimi"], BaseUrl = "https://api.moonshot.cn/v1", VersionPath = "/v1", KeyVariable = "MOONSHOT_API_KEY",
            ModelPatterns = ["moonshot-*", "kimi-*"],
        },
        new()
        {
            Kind = "minimax", BaseUrl = "https://api.minimaxi.com/v1", VersionPath = "/v1", KeyVariable = "MINIMAX_API_KEY",
            ModelPatterns = ["MiniMax-*", "abab*"],
        },
        new()
        {
            Kind = "qianfan", Aliases = ["ernie", "baidu"], BaseUrl = "https://qianfan.baidubce.com/v2", VersionPath = "/v2",
            KeyVariable = "QIANFAN_API_KEY", ModelPatterns = ["ernie-*"],
        },
        new()
        {
            // Usage comes in every chunk.
            Kind = "hunyuan", Aliases = ["tencent"], BaseUrl = "https://api.hunyuan.cloud.tencent.com/v1", VersionPath = "/v1",
            IncludeUsage = false, KeyVariable = "HUNYUAN_API_KEY", ModelPatterns = ["hunyuan-*"],
        },
        new()
        {
            Kind = "ark", Aliases = ["doubao", "volcengine"], BaseUrl = "https://ark.cn-beijing.volces.com/api/v3", VersionPath = "/api/v3",
            KeyVariable = "ARK_API_KEY", ModelPatterns = ["doubao-*", "ep-*"],
        },
        new()
        {
            Kind = "together", BaseUrl = "https://api.together.xyz/v1", VersionPath = "/v1", KeyVariable = "TOGETHER_API_KEY",
            ModelPatterns = ["meta-llama/*", "togethercomputer/*"],
        },
        new()
        {
            Kind = "fireworks", BaseUrl = "https://api.fireworks.ai/inference/v1", VersionPath = "/inference/v1",
            KeyVariable = "FIREWORKS_API_KEY", ModelPatterns = ["accounts/fireworks/*"],
        },
        new()
        {
            // Usage always comes in the last chunk.
            Kind = "openrouter", BaseUrl = "https://openrouter.ai/api/v1", VersionPath = "/api/v1", IncludeUsage = false,
            KeyVariable = "OPENROUTER_API_KEY",
            ModelPatterns =
            [
                "openrouter/*", "openai/*", "anthropic/*", "google/*", "meta-llama/*", "mistralai/*", "x-ai/*", "deepseek/*", "qwen/*", "moonshotai/*",
            ],
        },
        new()
        {
            Kind = "vllm", BaseUrl = "http://127.0.0.1:8000/v1", VersionPath = "/v1", NeedsKey = false, HealthPath = "/health",
            Prefill = PrefillStyle.ContinueFinalMessage,
        },
        new()
        {
            Kind = "sglang", BaseUrl = "http://127.0.0.1:30000/v1", VersionPath = "/v1", NeedsKey = false, HealthPath = "/health",
            Prefill = PrefillStyle.ContinueFinalMessage,
        },
        new() { Kind = "ollama", BaseUrl = "http://127.0.0.1:11434/v1", VersionPath = "/v1", NeedsKey = false, HealthPath = "/api/tags" },

        // Both listen on 8080 by default, as the gateway does: the address has to be written.
        new() { Kind = "llamacpp", Aliases = ["llama.cpp", "llama-cpp"], VersionPath = "/v1", NeedsKey = false, HealthPath = "/health" },
        new() { Kind = "tgi", VersionPath = "/v1", NeedsKey = false, HealthPath = "/health" },

        // The base URL is taken as it is written, as the OpenAI clients do.
        new() { Kind = "openai-compatible", Aliases = ["openai_compatible", "custom"], NeedsKey = false },

        new()
        {
            Kind = "cohere", BaseUrl = "https://api.cohere.com", Dialect = Dialect.None,
            ComesLater = OwnFormat + "; until then use kind openai-compatible with base_url https://api.cohere.com/compatibility/v1",
        },
        new()
        {
            Kind = "vertex", Aliases = ["vertex-ai"], Dialect = Dialect.None,
            ComesLater = "its sign-in comes in a later version; until then use kind gemini with an AI Studio key",
        },
        new() { Kind = "bedrock", Aliases = ["aws-bedrock"], Dialect = Dialect.None, ComesLater = OwnFormat },
        new() { Kind = "demo", NeedsKey = false, IsDemo = true, IncludeUsage = false },
    ];

    private static readonly FrozenDictionary<string, ProviderPreset> ByName = All
        .SelectMany(preset => preset.Aliases.Append(preset.Kind), (preset, name) => (name, preset))
        .ToFrozenDictionary(pair => pair.name, pair => pair.preset, StringComparer.Ordinal);

    /// <summary>Every name that <see cref="Find"/> knows.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The row of a kind, by its name or another name for it; null when there is none.</summary>
    public static ProviderPreset? Find(string kind) => ByName.GetValueOrDefault(kind);
}
