using Tollgate.Exchange;
using static Tollgate.Exchange.WireFormat;

namespace Tollgate.Routing.Presets;

/// <summary>Servers that people run themselves, any server that copies OpenAI, and the built-in provider.</summary>
internal static class LocalPresets
{
    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new()
        {
            Kind = "vllm", Title = "vLLM", BaseUrl = "http://127.0.0.1:8000/v1", VersionPath = "/v1", NeedsKey = false, HealthPath = "/health",
            Prefill = PrefillStyle.ContinueFinalMessage, AnthropicPath = "/v1",
            Formats = [OpenAiChat, OpenAiResponses, OpenAiCompletions, AnthropicMessages, OpenAiEmbeddings, JinaRerank],
            Chat = new ChatQuirks { Reasoning = ReasoningStyle.TemplateArguments, ReasoningField = "reasoning_content", TakesTopK = true },
            Thoughts = ["reasoning_content", "reasoning"],
        },
        new()
        {
            Kind = "sglang", Title = "SGLang", BaseUrl = "http://127.0.0.1:30000/v1", VersionPath = "/v1", NeedsKey = false, HealthPath = "/health",
            Prefill = PrefillStyle.ContinueFinalMessage, AnthropicPath = "/v1",
            Formats = [OpenAiChat, OpenAiCompletions, AnthropicMessages, OpenAiEmbeddings, JinaRerank],
            Chat = new ChatQuirks { Reasoning = ReasoningStyle.TemplateArguments, ReasoningField = "reasoning_content", TakesTopK = true },
            Thoughts = ["reasoning_content"],
        },
        new()
        {
            // OpenAI's form comes first, so that those clients' bytes pass through; its own takes what that one cannot say.
            Kind = "ollama", Title = "Ollama", BaseUrl = "http://127.0.0.1:11434/v1", OtherUrls = ["https://ollama.com/v1"], VersionPath = "/v1", AlwaysVersioned = true,
            NeedsKey = false, HealthPath = "/api/tags", Formats = [OpenAiChat, OllamaChat, OpenAiCompletions, OpenAiEmbeddings, OllamaEmbed],
            Chat = new ChatQuirks { ReasoningField = "reasoning", Refuses = ["n", "logit_bias", "parallel_tool_calls", "user", "metadata", "service_tier"] },
            Errors = ErrorShape.Text, Thoughts = ["reasoning", "message.thinking"],
        },

        // Both listen on 8080 by default, as the gateway does: the address has to be written.
        new()
        {
            Kind = "llamacpp", Title = "llama.cpp", Aliases = ["llama.cpp", "llama-cpp"], VersionPath = "/v1", NeedsKey = false, HealthPath = "/health",
            Formats = [OpenAiChat, OpenAiCompletions, OpenAiEmbeddings, JinaRerank],
            Chat = new ChatQuirks { Reasoning = ReasoningStyle.TemplateArguments, ReasoningField = "reasoning_content", TakesTopK = true },
            Thoughts = ["reasoning_content"],
        },
        new()
        {
            Kind = "tgi", Title = "Text Generation Inference", VersionPath = "/v1", NeedsKey = false, HealthPath = "/health", Formats = [OpenAiChat, OpenAiCompletions],
            Chat = new ChatQuirks
            {
                Reasoning = ReasoningStyle.None, Refuses = ["n", "logit_bias", "parallel_tool_calls", "user", "metadata", "service_tier"],
            },
            Errors = ErrorShape.Text,
        },

        // The base URL is taken as it is written, as the OpenAI clients do.
        new() { Kind = "openai-compatible", Title = "OpenAI-compatible", Aliases = ["openai_compatible", "custom"], NeedsKey = false, Thoughts = ["reasoning_content", "reasoning"] },

        new() { Kind = "demo", Title = "Demo", NeedsKey = false, IsDemo = true, IncludeUsage = false },
    ];
}
