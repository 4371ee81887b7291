using Tollgate.Exchange;
using Tollgate.Surfaces;
using static Tollgate.Exchange.WireFormat;

namespace Tollgate.Routing.Presets;

/// <summary>Those whose formats the others copy, and the clouds that sell their models.</summary>
internal static class VendorPresets
{
    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new()
        {
            Kind = "openai", Title = "OpenAI", BaseUrl = "https://api.openai.com/v1", VersionPath = "/v1", KeyVariable = "OPENAI_API_KEY",
            Formats = [OpenAiChat, OpenAiResponses, OpenAiCompletions, OpenAiEmbeddings], ReasoningFormat = OpenAiResponses, Searches = true,
            Chat = new ChatQuirks { MaxTokensField = "max_completion_tokens" },
            ModelPatterns =
            [
                "gpt-*", "chatgpt-*", "o1*", "o3*", "o4*", "text-embedding-*", "text-moderation-*", "omni-moderation-*",
                "davinci-*", "babbage-*", "dall-e-*", "whisper-*", "tts-*", "codex-*", "computer-use-*", "sora-*", "ft:*",
            ],
        },
        new()
        {
            Kind = "anthropic", Title = "Anthropic", Aliases = ["claude"], Dialect = Dialect.Anthropic, BaseUrl = "https://api.anthropic.com/v1", VersionPath = "/v1",
            AlwaysVersioned = true, CredentialHeader = "x-api-key", CredentialPrefix = string.Empty, FixedHeaders = [("anthropic-version", "2023-06-01")],
            Formats = [AnthropicMessages, AnthropicCount], IncludeUsage = false, Prefill = PrefillStyle.TrailingMessage,
            KeyVariable = "ANTHROPIC_API_KEY", ModelPatterns = ["claude-*"],
            Usage = UsagePlace.StartAndEnd, Errors = ErrorShape.Anthropic, Thoughts = ["thinking", "signature"],
        },
        new()
        {
            Kind = "gemini", Title = "Google Gemini", Aliases = ["google"], Dialect = Dialect.Gemini, Formats = [GeminiGenerate, GeminiCount, GeminiEmbed, GeminiImages, GeminiSpeech, GeminiTranscripts],
            BaseUrl = "https://generativelanguage.googleapis.com/v1beta", VersionPath = "/v1beta", OtherVersions = ["/v1"], AlwaysVersioned = true,
            OpenAiPath = "/v1beta/openai", CredentialHeader = "x-goog-api-key", CredentialPrefix = string.Empty, IncludeUsage = false,
            KeyVariable = "GEMINI_API_KEY", ModelPatterns = ["gemini-*", "gemma-*", "imagen-*", "veo-*", "learnlm-*"],
            Usage = UsagePlace.EveryChunk, Errors = ErrorShape.Google, Thoughts = ["thought", "thoughtSignature"],
        },
        new()
        {
            Kind = "azure", Title = "Azure OpenAI", Aliases = ["azure-openai"], VersionPath = "/openai/v1", Layout = PathLayout.Azure,
            Formats = [OpenAiChat, OpenAiResponses, OpenAiCompletions, OpenAiEmbeddings], ReasoningFormat = OpenAiResponses, Searches = true,
            Chat = new ChatQuirks { MaxTokensField = "max_completion_tokens" }, CredentialHeader = "api-key", CredentialPrefix = string.Empty,
        },
        new()
        {
            Kind = "vertex", Title = "Google Vertex AI", Aliases = ["vertex-ai"], Dialect = Dialect.Gemini, Layout = PathLayout.Vertex,
            BaseUrl = "https://{location}-aiplatform.googleapis.com/v1", VersionPath = "/v1", OtherVersions = ["/v1beta1"], AlwaysVersioned = true,
            Formats = [GeminiGenerate, GeminiCount, GeminiImages, GeminiSpeech, GeminiTranscripts],
            FormatsByModel =
            [
                ("claude-*", [AnthropicMessages, AnthropicCount]),
                ("google/*", [OpenAiChat]), ("meta/*", [OpenAiChat]), ("openai/*", [OpenAiChat]), ("deepseek-ai/*", [OpenAiChat]),
                ("qwen/*", [OpenAiChat]), ("moonshotai/*", [OpenAiChat]), ("minimaxai/*", [OpenAiChat]), ("zai-org/*", [OpenAiChat]),
            ],
            AnthropicBodyVersion = "vertex-2023-10-16", SignIn = SignIn.Google, IncludeUsage = false,
            Usage = UsagePlace.EveryChunk, Errors = ErrorShape.Google, Thoughts = ["thought", "thoughtSignature"],
        },
        new()
        {
            Kind = "bedrock", Title = "Amazon Bedrock", Aliases = ["aws-bedrock"], Dialect = Dialect.None, Formats = [BedrockConverse, BedrockEmbed],
            BaseUrl = "https://bedrock-runtime.{region}.amazonaws.com", NeedsRegion = true, SignIn = SignIn.Amazon, IncludeUsage = false,
            Usage = UsagePlace.OwnEvent, Errors = ErrorShape.Amazon, Thoughts = ["reasoningContent"],
        },
        new()
        {
            Kind = "cohere", Title = "Cohere", BaseUrl = "https://api.cohere.com", Dialect = Dialect.None, OtherVersions = ["/v1", "/v2"],
            OpenAiPath = "/compatibility/v1", Formats = [CohereChat, CohereEmbed, CohereRerank], IncludeUsage = false,
            KeyVariable = "COHERE_API_KEY", ModelPatterns = ["command-*", "c4ai-*", "embed-*", "rerank-*"],
            Usage = UsagePlace.OwnEvent, Errors = ErrorShape.Cohere, Thoughts = ["thinking"],
        },
    ];
}
