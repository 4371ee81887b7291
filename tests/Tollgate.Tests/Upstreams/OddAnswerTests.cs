using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Tests.Exchange;
using Tollgate.Upstreams.Bedrock;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.Ollama;
using Xunit;

namespace Tollgate.Tests.Upstreams;

/// <summary>Real answers deviate from their schemas: whatever comes is read or passed over, and never an exception.</summary>
public sealed class OddAnswerTests
{
    private static readonly (ChatUpstream Upstream, (string Name, string Data)[] Frames)[] Answers =
    [
        (new GenerateContentUpstream(), [("", """
            {"candidates":[{"content":{"parts":[{"text":"a","thought":true,"thoughtSignature":"S"},{"text":"b"},{"functionCall":{"id":"i","name":"f","args":{"a":1}}},
              {"inlineData":{"mimeType":"image/png","data":"AA=="}},{"fileData":{"fileUri":"u"}}],"role":"model"},"index":0,"finishReason":"STOP","finishMessage":"m",
              "groundingMetadata":{"groundingChunks":[{"web":{"uri":"u","title":"t"}}]},"citationMetadata":{"citationSources":[{"uri":"u"}]},
              "logprobsResult":{"chosenCandidates":[{"token":"a","logProbability":-1}],"topCandidates":[{"candidates":[{"token":"a","logProbability":-1}]}]}}],
             "promptFeedback":{"blockReason":"x"},"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2,"promptTokensDetails":[{"modality":"TEXT","tokenCount":1}]},"responseId":"r","modelVersion":"m"}
            """),
            ("", """{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"reason":"r"},{"retryDelay":"1.5s"},{"fieldViolations":[{"field":"f"}]}]}}""")]),
        (new OllamaChatUpstream(), [("", """
            {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"a","thinking":"b","tool_calls":[{"id":"c","function":{"name":"f","arguments":{"a":1}}}]},
             "logprobs":[{"token":"a","logprob":-1}],"done":true,"done_reason":"stop","prompt_eval_count":1,"eval_count":2}
            """), ("", """{"error":{"message":"x"}}""")]),
        (new BedrockConverseUpstream(), [
            ("contentBlockStart", """{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t","name":"f"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"text":"","toolUse":{"input":"{}"},"reasoningContent":{"text":"a","signature":"s","redactedContent":"r"},"citation":{"title":"t","location":{"web":{"url":"u"},"x":{"documentIndex":1}},"sourceContent":[{"text":"q"}]}}}"""),
            ("messageStop", """{"stopReason":"tool_use","additionalModelResponseFields":{"stop_sequence":"x"}}"""),
            ("metadata", """{"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3,"cacheReadInputTokens":4,"cacheWriteInputTokens":5,"cacheDetails":[{"ttl":"1h","inputTokens":1}]}}"""),
            ("", """{"output":{"message":{"content":[{"text":"a"},{"toolUse":{"toolUseId":"t","name":"f","input":{"a":1}}},{"reasoningContent":{"reasoningText":{"text":"a","signature":"s"}}},{"citationsContent":{"content":[{"text":"a"}],"citations":[{"title":"t"}]}},{"image":{"format":"png","source":{"bytes":"AA=="}}}]}},"stopReason":"end_turn","usage":{"inputTokens":1}}""")]),
    ];

    [Fact]
    public void Whatever_comes_is_read_or_passed_over()
    {
        for (var seed = 0; seed < 600; seed++)
        {
            var odd = new OddJson(seed);
            foreach (var (upstream, frames) in Answers)
            {
                var collector = new AnswerCollector();
                var reader = upstream.NewReader(collector, Read.Call);
                foreach (var (name, data) in frames)
                {
                    var bytes = Encoding.UTF8.GetBytes(odd.Of(data));
                    reader.ReadFrame(Encoding.UTF8.GetBytes(name), bytes);
                    upstream.NewReader(new AnswerCollector(), Read.Call).TryReadWhole(bytes);
                    upstream.ReadFailure(400 + (seed % 200), bytes);
                }

                reader.Complete();
            }
        }
    }
}
