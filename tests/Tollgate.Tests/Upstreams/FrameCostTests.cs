using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Tests.Exchange;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.Bedrock;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.Ollama;
using Tollgate.Upstreams.OpenAi;
using Xunit;

namespace Tollgate.Tests.Upstreams;

public sealed class FrameCostTests
{
    /// <summary>The parsed document, which is one small object.</summary>
    private const int Document = 160;

    private static readonly (ChatUpstream Upstream, string Name, string Data)[] Frames =
    [
        (new GenerateContentUpstream(), "", """{"candidates":[{"content":{"parts":[{"text":"word"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":1,"promptTokensDetails":[{"modality":"TEXT","tokenCount":3}]},"modelVersion":"m","responseId":"r"}"""),
        (new MessagesUpstream(), "content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"wörd"}}"""),
        (new ResponsesUpstream(), "response.output_text.delta", """{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"w\u00f6rd","logprobs":[]}"""),
        (new OllamaChatUpstream(), "", """{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"word"},"done":false}"""),
        (new BedrockConverseUpstream(), "contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"word"},"p":"abc"}"""),
    ];

    /// <summary>Where the request offers a search, Google's text is kept, in one growing buffer: that is all.</summary>
    [Fact]
    public void A_frame_of_an_answer_that_may_lean_on_a_search_costs_no_more_than_its_text()
    {
        var (upstream, _, data) = Frames[0];
        var call = new UpstreamCall { Preset = Read.Call.Preset, Model = "m", Searches = true };
        var reader = upstream.NewReader(new SilentSink(), call);
        var bytes = Encoding.UTF8.GetBytes(data);
        reader.ReadFrame(default, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            reader.ReadFrame(default, bytes);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThanOrEqualTo((100 * Document) + 2048);
    }

    [Fact]
    public void A_frame_with_text_costs_its_document_and_nothing_else()
    {
        foreach (var (upstream, name, data) in Frames)
        {
            var sink = new SilentSink();
            var reader = upstream.NewReader(sink, Read.Call);
            var (nameBytes, bytes) = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));
            reader.ReadFrame(nameBytes, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                reader.ReadFrame(nameBytes, bytes);
            }

            var spent = GC.GetAllocatedBytesForCurrentThread() - before;
            sink.Pieces.ShouldBe(101);
            spent.ShouldBeLessThanOrEqualTo(100 * Document, $"{upstream.Format}: {spent / 100} bytes a frame");
        }
    }
}
