using Tollgate.Surfaces.Cohere;
using Tollgate.Surfaces.Gemini;
using Tollgate.Surfaces.Jina;
using Tollgate.Surfaces.OpenAi;
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
        var responses = new ResponsesUpstream();
        return new FormatTable(
            [chat, new CompletionsSurface(), new ResponsesSurface()],
            [responses],
            [new OpenAiEmbedSurface(chat), new JinaRerankSurface(chat)],
            [new OpenAiEmbedUpstream(responses), new JinaRerankUpstream(responses)]);
    }
}
