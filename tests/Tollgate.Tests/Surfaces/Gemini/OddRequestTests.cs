using Tollgate.Exchange;
using Tollgate.Surfaces.Gemini;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Tests.Exchange;
using Tollgate.Upstreams.Bedrock;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.Ollama;
using Xunit;

namespace Tollgate.Tests.Surfaces.Gemini;

/// <summary>A client may send any JSON: it is refused or carried over, as JSON, and never an exception.</summary>
public sealed class OddRequestTests
{
    private const string Google = """
        {"systemInstruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"a"},{"inlineData":{"mimeType":"image/png","data":"AA-_"}},{"fileData":{"mimeType":"application/pdf","fileUri":"gs://b"}}]},
         {"role":"model","parts":[{"text":"t","thought":true},{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"dGxnZw"}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"x"},"parts":[{"inlineData":{"mimeType":"image/png","data":"AA"}}]}}]}],
         "tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{"a":{"type":"ARRAY","items":{"type":"STRING","nullable":true},"minItems":"1"},"b":{"anyOf":[{"type":"NULL"},{"$ref":"#/x"}]}},"required":["a"]}}]},{"googleSearch":{}}],
         "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},"safetySettings":[],"generationConfig":{"topK":2.0,"seed":"1","stopSequences":["x"],"responseMimeType":"application/json",
         "responseSchema":{"type":"OBJECT","properties":{"a":{"type":"STRING","enum":["x"]}}},"responseModalities":["AUDIO"],"speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":"Kore"}}},"thinkingConfig":{"thinkingBudget":100}}}
        """;

    private const string OpenAi = """
        {"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]},
         {"role":"assistant","content":"b","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"r"}],
         "tools":[{"type":"function","function":{"name":"f","parameters":{"type":["object","null"],"properties":{"a":{"$ref":"#/$defs/A"},"b":{"allOf":[{"const":"x"}]}},"$defs":{"A":{"oneOf":[{"type":"null"},{"type":"integer"}]}}}}}],
         "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"a":{"type":"string"}}}}},"reasoning_effort":"low","modalities":["text","audio"],"audio":{"voice":"v","format":"wav"},
         "options":{"num_ctx":1},"extra_body":{"google":{"thinking_config":{}}},"additionalModelRequestFields":{"a":1},"temperature":2,"top_p":1,"stop":["x"]}
        """;

    private static readonly string[] Models = ["gemini-3-pro", "gemini-2.5-flash", "gemini-1.5-pro", "anthropic.claude-sonnet-4-5-v1:0", "anthropic.claude-3-haiku-v1:0", "amazon.nova-2-lite-v1:0"];

    [Fact]
    public void Any_request_is_refused_or_carried_over_as_JSON()
    {
        ChatUpstream[] upstreams = [new GenerateContentUpstream(), new BedrockConverseUpstream(), new OllamaChatUpstream()];
        for (var seed = 0; seed < 600; seed++)
        {
            var odd = new OddJson(seed);
            foreach (var (surface, body) in ((ChatSurface, string)[])[(new GenerateContentSurface(), Google), (new ChatCompletionsSurface(), OpenAi)])
            {
                var carried = new Carried(surface, odd.Of(body));
                carried.Notes.Policy = UnsupportedPolicy.Drop;
                foreach (var upstream in upstreams)
                {
                    if (carried.Notes.RefusedField is null)
                    {
                        var written = carried.To(upstream, Models[seed % Models.Length]);
                        if (carried.Notes.RefusedField is null)
                        {
                            Read.Json(written);
                        }
                    }
                }
            }
        }
    }
}
