using Tollgate.Surfaces.Anthropic;
using Tollgate.Surfaces.Cohere;
using Tollgate.Surfaces.Gemini;
using Tollgate.Surfaces.Jina;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.Bedrock;
using Tollgate.Upstreams.Cohere;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.Jina;
using Tollgate.Upstreams.Ollama;
using Tollgate.Upstreams.OpenAi;

namespace Tollgate.Streaming;

/// <summary>The formats of this build. A new one is a line here.</summary>
internal static class FormatList
{
    public static FormatTable Make()
    {
        var (chat, messages, google) = (new ChatCompletionsSurface(), new MessagesSurface(), new GenerateContentSurface());
        var (openAi, anthropic, gemini) = (new ChatCompletionsUpstream(), new MessagesUpstream(), new GenerateContentUpstream());
        var (bedrock, cohere, ollama) = (new BedrockConverseUpstream(), new CohereChatUpstream(), new OllamaChatUpstream());
        return new FormatTable(
            [chat, new CompletionsSurface(), new ResponsesSurface(), messages, google],
            [openAi, new ResponsesUpstream(), anthropic, gemini, bedrock, cohere, ollama],
            [
                new OpenAiEmbedSurface(chat),
                new GeminiEmbedSurface(google),
                new JinaRerankSurface(chat),
                new CohereRerankSurface(),
                new AnthropicCountSurface(messages),
                new GeminiCountSurface(google),
                new OpenAiImageSurface(chat),
                new OpenAiSpeechSurface(chat),
            ],
            [
                new OpenAiEmbedUpstream(openAi),
                new GeminiEmbedUpstream(gemini),
                new CohereEmbedUpstream(cohere),
                new OllamaEmbedUpstream(ollama),
                new BedrockEmbedUpstream(bedrock),
                new JinaRerankUpstream(openAi),
                new CohereRerankUpstream(cohere),
                new AnthropicCountUpstream(anthropic),
                new GeminiCountUpstream(gemini),
                new GeminiImageUpstream(gemini),
                new GeminiSpeechUpstream(gemini),
            ]);
    }
}
