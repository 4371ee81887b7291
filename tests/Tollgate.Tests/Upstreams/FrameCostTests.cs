using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Tests.Exchange;
using Tollgate.Upstreams.Bedrock;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.Ollama;
using Xunit;

namespace Tollgate.Tests.Upstreams;

public sealed class FrameCostTests
{
    /// <summary>The parsed document, which is one small object.</summary>
    private const int Document = 160;

    private static readonly (ChatUpstream Upstream, string Name, string Data)[] Frames =
    [
        (new GenerateContentUpstream(), "", """{"candidates":[{"content":{"parts":[{"text":"word"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":1,"promptTokensDetails":[{"modality":"TEXT","tokenCount":3}]},"modelVersion":"m","responseId":"r"}"""),
        (new OllamaChatUpstream(), "", """{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"word"},"done":false}"""),
        (new BedrockConverseUpstream(), "contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"word"},"p":"abc"}"""),
    ];

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
