using Tollgate.Exchange;
using static Tollgate.Exchange.WireFormat;

namespace Tollgate.Routing.Presets;

/// <summary>Services that speak OpenAI's format, each with its own ideas of it.</summary>
internal static class CompatiblePresets
{
    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new()
        {
            // Refuses fields that it does not know (422), and sends usage unasked.
            Kind = "mistral", Title = "Mistral", BaseUrl = "https://api.mistral.ai/v1", VersionPath = "/v1", IncludeUsage = false,
            Formats = [OpenAiChat, OpenAiEmbeddings], KeyVariable = "MISTRAL_API_KEY",
            ModelPatterns =
            [
                "mistral-*", "ministral-*", "magistral-*", "codestral-*", "devstral-*", "pixtral-*", "voxtral-*", "open-mistral-*", "open-mixtral-*",
            ],
            Chat = new ChatQuirks
            {
                SeedField = "random_seed", RequiredWord = "any", ShortToolIds = true,
                Refuses = ["logprobs", "top_logprobs", "logit_bias", "user", "service_tier", "modalities", "audio"],
            },
            Usage = UsagePlace.LastChunk, Errors = ErrorShape.Flat, Thoughts = ["content[].thinking"],
        },
        new()
        {
            Kind = "groq", Title = "Groq", BaseUrl = "https://api.groq.com/openai/v1", VersionPath = "/openai/v1", Formats = [OpenAiChat],
            KeyVariable = "GROQ_API_KEY", ModelPatterns = ["llama-*", "groq/*"],
            Chat = new ChatQuirks
            {
                MaxTokensField = "max_completion_tokens", ReasoningField = "reasoning", Refuses = ["n", "logit_bias", "logprobs", "top_logprobs", "metadata"],
            },
            Usage = UsagePlace.LastChunk, Thoughts = ["reasoning"],
        },
        new()
        {
            Kind = "xai", Title = "xAI", Aliases = ["grok"], BaseUrl = "https://api.x.ai/v1", VersionPath = "/v1", Formats = [OpenAiChat, OpenAiResponses],
            Searches = true, KeyVariable = "XAI_API_KEY", ModelPatterns = ["grok-*"], Chat = new ChatQuirks { Refuses = ["logit_bias", "metadata"] },
            Usage = UsagePlace.LastChunk, Errors = ErrorShape.CodeAndText, Thoughts = ["reasoning_content"],
        },
        new()
        {
            Kind = "together", Title = "Together AI", BaseUrl = "https://api.together.xyz/v1", OtherUrls = ["https://api.together.ai/v1"], VersionPath = "/v1",
            Formats = [OpenAiChat, OpenAiCompletions, OpenAiEmbeddings, JinaRerank],
            KeyVariable = "TOGETHER_API_KEY", ModelPatterns = ["meta-llama/*", "togethercomputer/*"],
            Chat = new ChatQuirks { TakesTopK = true, Refuses = ["metadata", "service_tier"] },
            Usage = UsagePlace.LastChunk, Thoughts = ["reasoning", "<think>"],
        },
        new()
        {
            Kind = "fireworks", Title = "Fireworks AI", BaseUrl = "https://api.fireworks.ai/inference/v1", VersionPath = "/inference/v1",
            Formats = [OpenAiChat, OpenAiCompletions, OpenAiEmbeddings], KeyVariable = "FIREWORKS_API_KEY", ModelPatterns = ["accounts/fireworks/*"],
            Chat = new ChatQuirks { TakesTopK = true, ReasoningField = "reasoning_content", Refuses = ["seed", "service_tier"] },
            Usage = UsagePlace.LastChunk, Thoughts = ["reasoning_content"],
        },
        new()
        {
            // Usage always comes in the last chunk.
            Kind = "openrouter", Title = "OpenRouter", BaseUrl = "https://openrouter.ai/api/v1", VersionPath = "/api/v1", IncludeUsage = false,
            Formats = [OpenAiChat, OpenAiCompletions, OpenAiEmbeddings], KeyVariable = "OPENROUTER_API_KEY",
            ModelPatterns =
            [
                "openrouter/*", "openai/*", "anthropic/*", "google/*", "meta-llama/*", "mistralai/*", "x-ai/*", "deepseek/*", "qwen/*", "moonshotai/*",
            ],
            Chat = new ChatQuirks { Reasoning = ReasoningStyle.ReasoningObject, ReasoningField = "reasoning_details", TakesTopK = true, TakesCacheMarks = true },
            Usage = UsagePlace.LastChunk, Thoughts = ["reasoning", "reasoning_details"],
        },
        new()
        {
            Kind = "perplexity", Title = "Perplexity", BaseUrl = "https://api.perplexity.ai", Formats = [OpenAiChat], IncludeUsage = false,
            KeyVariable = "PERPLEXITY_API_KEY", ModelPatterns = ["sonar*"],
            Chat = new ChatQuirks { TakesTopK = true, Refuses = ["n", "seed", "logit_bias", "logprobs", "top_logprobs", "user", "metadata", "service_tier"] },
            Usage = UsagePlace.EveryChunk, Thoughts = ["<think>"],
        },
        new()
        {
            Kind = "cerebras", Title = "Cerebras", BaseUrl = "https://api.cerebras.ai/v1", VersionPath = "/v1", Formats = [OpenAiChat, OpenAiCompletions],
            KeyVariable = "CEREBRAS_API_KEY", ModelPatterns = ["cerebras/*"],
            Chat = new ChatQuirks
            {
                MaxTokensField = "max_completion_tokens", Refuses = ["n", "frequency_penalty", "presence_penalty", "logit_bias", "metadata", "service_tier"],
            },
            Thoughts = ["reasoning"],
        },
        new()
        {
            Kind = "nvidia", Title = "NVIDIA NIM", BaseUrl = "https://integrate.api.nvidia.com/v1", VersionPath = "/v1",
            Formats = [OpenAiChat, OpenAiCompletions, OpenAiEmbeddings], KeyVariable = "NVIDIA_API_KEY", ModelPatterns = ["nvidia/*"],
            Chat = new ChatQuirks { Refuses = ["n", "logit_bias", "user", "metadata", "service_tier"] }, Thoughts = ["reasoning_content"],
        },
        new()
        {
            Kind = "huggingface", Title = "Hugging Face", Aliases = ["hf"], BaseUrl = "https://router.huggingface.co/v1", VersionPath = "/v1", Formats = [OpenAiChat],
            Thoughts = ["reasoning_content", "reasoning"],
        },
        new()
        {
            Kind = "jina", Title = "Jina AI", BaseUrl = "https://api.jina.ai/v1", VersionPath = "/v1", Formats = [OpenAiEmbeddings, JinaRerank], IncludeUsage = false,
            KeyVariable = "JINA_API_KEY", ModelPatterns = ["jina-*"], Errors = ErrorShape.Flat,
        },
        new()
        {
            Kind = "voyage", Title = "Voyage AI", BaseUrl = "https://api.voyageai.com/v1", VersionPath = "/v1", Formats = [OpenAiEmbeddings], IncludeUsage = false,
            KeyVariable = "VOYAGE_API_KEY", ModelPatterns = ["voyage-*"], Errors = ErrorShape.Flat,
        },
    ];
}
