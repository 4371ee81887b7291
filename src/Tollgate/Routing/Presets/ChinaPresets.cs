using Tollgate.Exchange;
using static Tollgate.Exchange.WireFormat;

namespace Tollgate.Routing.Presets;

/// <summary>Services from China. Most have a second address for the rest of the world, whose keys are others.</summary>
internal static class ChinaPresets
{
    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new()
        {
            Kind = "deepseek", Title = "DeepSeek", BaseUrl = "https://api.deepseek.com/v1", VersionPath = "/v1", OtherVersions = ["/beta"], AnthropicPath = "/anthropic/v1",
            Formats = [OpenAiChat, OpenAiResponses, AnthropicMessages], KeyVariable = "DEEPSEEK_API_KEY", ModelPatterns = ["deepseek-*"],
            Chat = new ChatQuirks
            {
                Reasoning = ReasoningStyle.ThinkingType, ReasoningField = "reasoning_content", TakesSchema = false,
                Refuses = ["n", "seed", "logit_bias", "parallel_tool_calls", "user", "metadata", "service_tier"],
            },
            Usage = UsagePlace.LastChunk, Thoughts = ["reasoning_content"],
        },
        new()
        {
            Kind = "dashscope", Title = "Alibaba DashScope (Qwen)", Aliases = ["qwen"], BaseUrl = "https://dashscope.aliyuncs.com/compatible-mode/v1",
            OtherUrls = ["https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "https://dashscope-us.aliyuncs.com/compatible-mode/v1"],
            VersionPath = "/compatible-mode/v1", Formats = [OpenAiChat, OpenAiCompletions, OpenAiEmbeddings],
            KeyVariable = "DASHSCOPE_API_KEY", ModelPatterns = ["qwen*", "qwq-*", "qvq-*"],
            Chat = new ChatQuirks
            {
                Reasoning = ReasoningStyle.EnableThinking, TakesTopK = true, Refuses = ["logit_bias", "user", "metadata", "service_tier"],
            },
            Thoughts = ["reasoning_content"],
        },
        new()
        {
            // Usage always comes in the last content chunk.
            Kind = "zhipu", Title = "Zhipu GLM (Z.ai)", Aliases = ["glm", "zai"], BaseUrl = "https://open.bigmodel.cn/api/paas/v4", VersionPath = "/api/paas/v4",
            OtherUrls = ["https://api.z.ai/api/paas/v4"], OtherVersions = ["/api/coding/paas/v4"], AnthropicPath = "/api/anthropic/v1",
            Formats = [OpenAiChat, AnthropicMessages, OpenAiEmbeddings, JinaRerank],
            IncludeUsage = false, KeyVariable = "ZHIPU_API_KEY", ModelPatterns = ["glm-*", "cogview-*", "cogvideox-*"],
            Chat = new ChatQuirks
            {
                Reasoning = ReasoningStyle.ThinkingType, ReasoningField = "reasoning_content", TakesSchema = false,
                Refuses =
                [
                    "n", "seed", "logprobs", "top_logprobs", "logit_bias", "frequency_penalty", "presence_penalty", "parallel_tool_calls", "user", "metadata", "service_tier",
                ],
            },
            Usage = UsagePlace.LastChunk, Errors = ErrorShape.OwnCodes, Thoughts = ["reasoning_content"],
        },
        new()
        {
            // Usage stands within the last choice, and where it is asked for also where OpenAI has it.
            Kind = "moonshot", Title = "Moonshot (Kimi)", Aliases = ["kimi"], BaseUrl = "https://api.moonshot.cn/v1", VersionPath = "/v1",
            OtherUrls = ["https://api.moonshot.ai/v1"], AnthropicPath = "/anthropic/v1", Formats = [OpenAiChat, AnthropicMessages],
            KeyVariable = "MOONSHOT_API_KEY", ModelPatterns = ["moonshot-*", "kimi-*"],
            Chat = new ChatQuirks
            {
                Reasoning = ReasoningStyle.ThinkingType, ReasoningField = "reasoning_content",
                Refuses = ["seed", "logit_bias", "logprobs", "top_logprobs", "parallel_tool_calls", "user", "metadata", "service_tier"],
            },
            Usage = UsagePlace.LastChunk, Thoughts = ["reasoning_content"],
        },
        new()
        {
            Kind = "minimax", Title = "MiniMax", BaseUrl = "https://api.minimaxi.com/v1", OtherUrls = ["https://api.minimax.io/v1"], VersionPath = "/v1",
            AnthropicPath = "/anthropic/v1", Formats = [OpenAiChat, AnthropicMessages],
            KeyVariable = "MINIMAX_API_KEY", ModelPatterns = ["MiniMax-*", "abab*"],
            Chat = new ChatQuirks
            {
                Reasoning = ReasoningStyle.None, ReasoningField = "reasoning_details",
                Refuses = ["n", "logit_bias", "logprobs", "top_logprobs", "frequency_penalty", "presence_penalty", "user", "metadata", "service_tier"],
            },
            Errors = ErrorShape.InAnswer, Thoughts = ["reasoning_content", "<think>"],
        },
        new()
        {
            Kind = "qianfan", Title = "Baidu Qianfan (ERNIE)", Aliases = ["ernie", "baidu"], BaseUrl = "https://qianfan.baidubce.com/v2", VersionPath = "/v2",
            Formats = [OpenAiChat, OpenAiEmbeddings, JinaRerank], KeyVariable = "QIANFAN_API_KEY", ModelPatterns = ["ernie-*"],
            Chat = new ChatQuirks { Reasoning = ReasoningStyle.EnableThinking, Refuses = ["n", "logit_bias", "logprobs", "top_logprobs", "service_tier"] },
            Thoughts = ["reasoning_content"],
        },
        new()
        {
            // Usage comes in every chunk.
            Kind = "hunyuan", Title = "Tencent Hunyuan", Aliases = ["tencent"], BaseUrl = "https://api.hunyuan.cloud.tencent.com/v1", VersionPath = "/v1",
            OtherUrls = ["https://hunyuan.cloud.tencent.com/openai/v1"], Formats = [OpenAiChat, OpenAiEmbeddings],
            IncludeUsage = false, KeyVariable = "HUNYUAN_API_KEY", ModelPatterns = ["hunyuan-*"],
            Chat = new ChatQuirks
            {
                Reasoning = ReasoningStyle.EnableThinking, TakesSchema = false,
                Refuses =
                [
                    "n", "logit_bias", "logprobs", "top_logprobs", "frequency_penalty", "presence_penalty", "parallel_tool_calls", "user", "metadata", "service_tier",
                ],
            },
            Usage = UsagePlace.EveryChunk, Thoughts = ["reasoning_content"],
        },
        new()
        {
            Kind = "ark", Title = "Volcengine Ark (Doubao)", Aliases = ["doubao", "volcengine"], BaseUrl = "https://ark.cn-beijing.volces.com/api/v3",
            OtherUrls = ["https://ark.ap-southeast.bytepluses.com/api/v3"], VersionPath = "/api/v3", Formats = [OpenAiChat, OpenAiResponses, OpenAiEmbeddings],
            KeyVariable = "ARK_API_KEY", ModelPatterns = ["doubao-*", "ep-*"],
            Chat = new ChatQuirks
            {
                Reasoning = ReasoningStyle.ThinkingType, ReasoningField = "reasoning_content", Refuses = ["n", "seed", "user", "metadata"],
            },
            Thoughts = ["reasoning_content"],
        },
        new()
        {
            Kind = "siliconflow", Title = "SiliconFlow", BaseUrl = "https://api.siliconflow.cn/v1", OtherUrls = ["https://api.siliconflow.com/v1"], VersionPath = "/v1",
            Formats = [OpenAiChat, OpenAiEmbeddings, JinaRerank], KeyVariable = "SILICONFLOW_API_KEY", ModelPatterns = ["Qwen/*", "deepseek-ai/*"],
            Chat = new ChatQuirks { Reasoning = ReasoningStyle.EnableThinking, TakesTopK = true, Refuses = ["logit_bias", "user", "metadata", "service_tier"] },
            Thoughts = ["reasoning_content"],
        },
    ];
}
