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
        var chat = new ChatCompletionsSurface();
        var google = new GenerateContentSurface();
        var anthropic = new MessagesSurface();
        var messages = new MessagesUpstream();
        var openAi = new ChatCompletionsUpstream();
        var bedrock = new BedrockConverseUpstream();
        var cohere = new CohereChatUpstream();
        var ollama = new OllamaChatUpstream();
        var responses = new ResponsesUpstream();
        var gemini = new GenerateContentUpstream();
        return new FormatTable(
            [chat, new CompletionsSurface(), new ResponsesSurface(), anthropic, google],
            [openAi, responses, messages, gemini, bedrock, cohere, ollama],
            [
                new OpenAiEmbedSurface(chat), new GeminiEmbedSurface(google), new JinaRerankSurface(chat), new CohereRerankSurface(),
                new AnthropicCountSurface(anthropic), new GeminiCountSurface(google),
            ],
            [
                new OpenAiEmbedUpstream(openAi), new GeminiEmbedUpstream(gemini), new JinaRerankUpstream(openAi),
                new AnthropicCountUpstream(messages), new GeminiCountUpstream(gemini),
            ]);
    }
}
