using System.Text;
using Shouldly;
using Tollgate.Exchange.Chat;
using Tollgate.Surfaces.Gemini;
using Tollgate.Tests.Exchange;
using Tollgate.Upstreams.Gemini;
using Xunit;

namespace Tollgate.Tests.Surfaces.Gemini;

/// <summary>Requests of Google's clients. What was understood is seen by writing it again for a newest model.</summary>
public sealed class GenerateContentRequestReadTests
{
    private const string Camel = """
        {"systemInstruction":{"role":"user","parts":[{"text":"Be brief."}]},
         "contents":[{"role":"user","parts":[{"text":"Look"},{"inlineData":{"mimeType":"image/png","data":"-_8="}},{"fileData":{"mimeType":"application/pdf","fileUri":"gs://b/a.pdf"}}]},
          {"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"UVdF"},{"functionCall":{"name":"f","args":{"a":2}}}]},
          {"role":"function","parts":[{"functionResponse":{"name":"f","response":{"x":1}}},{"functionResponse":{"name":"f","response":{"output":"two"}}}]}],
         "tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{"a":{"type":"INTEGER","nullable":true}},"required":["a"],"propertyOrdering":["a"]}}]}],
         "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},
         "generationConfig":{"maxOutputTokens":10,"temperature":0.5,"topP":0.25,"topK":2.0,"seed":"3","candidateCount":2,"presencePenalty":1,"frequencyPenalty":2,
           "stopSequences":["x"],"responseLogprobs":true,"logprobs":4,"responseMimeType":"application/json","responseSchema":{"type":"STRING","format":"enum","enum":["a"]},
           "thinkingConfig":{"includeThoughts":true,"thinkingLevel":"LOW"}}}
        """;

    private const string Expected = """
        {"systemInstruction":{"parts":[{"text":"Be brief."}]},
         "contents":[{"role":"user","parts":[{"text":"Look"},{"inlineData":{"mimeType":"image/png","data":"+/8="}},{"fileData":{"mimeType":"application/pdf","fileUri":"gs://b/a.pdf"}}]},
          {"role":"model","parts":[{"functionCall":{"id":"call_0","name":"f","args":{"a":1}},"thoughtSignature":"UVdF"},{"functionCall":{"id":"call_1","name":"f","args":{"a":2}}}]},
          {"role":"user","parts":[{"functionResponse":{"id":"call_0","name":"f","response":{"x":1}}},{"functionResponse":{"id":"call_1","name":"f","response":{"result":"two"}}}]}],
         "tools":[{"functionDeclarations":[{"name":"f","description":"d","parametersJsonSchema":{"type":"object","properties":{"a":{"type":["integer","null"]}},"required":["a"]}}]}],
         "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},
         "generationConfig":{"maxOutputTokens":10,"temperature":0.5,"topP":0.25,"topK":2,"seed":3,"presencePenalty":1,"frequencyPenalty":2,"stopSequences":["x"],"candidateCount":2,
           "responseLogprobs":true,"logprobs":4,"responseMimeType":"application/json","responseJsonSchema":{"type":"string","enum":["a"]},
           "thinkingConfig":{"includeThoughts":true,"thinkingLevel":"LOW"}}}
        """;

    [Fact]
    public void Both_spellings_of_every_field_are_understood()
    {
        var snake = Camel;
        foreach (var name in (string[])[
            "systemInstruction", "inlineData", "mimeType", "fileData", "fileUri", "functionCall", "thoughtSignature", "functionResponse", "functionDeclarations", "propertyOrdering",
            "toolConfig", "functionCallingConfig", "allowedFunctionNames", "generationConfig", "maxOutputTokens", "topP", "topK", "candidateCount", "presencePenalty", "frequencyPenalty",
            "stopSequences", "responseLogprobs", "responseMimeType", "responseSchema", "thinkingConfig", "includeThoughts", "thinkingLevel"])
        {
            snake = snake.Replace($"\"{name}\"", $"\"{string.Concat(name.Select(c => char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{c}"))}\"", StringComparison.Ordinal);
        }

        snake.ShouldContain("max_output_tokens");
        foreach (var body in (string[])[Camel, snake])
        {
            var carried = new Carried(new GenerateContentSurface(), body);
            Carried.ShouldSay(carried.To(new GenerateContentUpstream(), "gemini-3-flash"), Expected);
            carried.Notes.RefusedField.ShouldBeNull();
            carried.Notes.Warnings.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("""{}""", "contents")]
    [InlineData("""{"contents":[]}""", "contents")]
    [InlineData("""{"contents":["x"]}""", "contents[0]")]
    [InlineData("""{"contents":[{"role":"assistant","parts":[{"text":"x"}]}]}""", "contents[0].role")]
    [InlineData("""{"contents":[{"parts":["x"]}]}""", "contents[0].parts[0]")]
    [InlineData("""{"contents":[{"parts":[{"functionCall":{}}]}]}""", "contents[0].parts[0].functionCall.name")]
    [InlineData("""{"contents":[{"parts":[{"inlineData":{"data":"AA=="}}]}]}""", "contents[0].parts[0].inlineData.mimeType")]
    [InlineData("""{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"topK":"many"}}""", "generationConfig.topK")]
    [InlineData("""{"contents":[{"parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"description":"d"}]}]}""", "tools[0].functionDeclarations[0].name")]
    [InlineData("""{"contents":[{"parts":[{"text":"x"}]}],"toolConfig":{"functionCallingConfig":{"mode":"SOME"}}}""", "toolConfig.functionCallingConfig.mode")]
    [InlineData("""{"contents":[{"parts":[{"executableCode":{"code":"1"}}]}]}""", "contents[0].parts[0]")]
    [InlineData("""{"contents":[{"parts":[{"text":"x"}]}],"cachedContent":"cachedContents/1"}""", "cachedContent")]
    public void What_makes_no_sense_or_cannot_be_carried_is_refused_by_its_path(string body, string field) =>
        new Carried(new GenerateContentSurface(), body).Notes.RefusedField.ShouldBe(field);

    [Fact]
    public void Tools_of_Googles_own_and_settings_without_a_place_are_kept_apart()
    {
        var carried = new Carried(new GenerateContentSurface(), """
            {"contents":[{"parts":[{"text":"x"}]}],"tools":[{"googleSearch":{}},{"codeExecution":{}}],"safetySettings":[],"generationConfig":{"mediaResolution":"LOW"}}
            """);
        carried.Request.Tools.Select(tool => Encoding.UTF8.GetString(tool.Native.Span)).ShouldBe(["""{"googleSearch":{}}""", """{"codeExecution":{}}"""]);
        carried.Request.Extras.Select(extra => extra.Key).ShouldBe(["safetySettings", "generationConfig.mediaResolution"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"thinkingBudget":-1}""", Effort.Adaptive, null)]
    [InlineData("""{"thinkingBudget":0}""", Effort.None, 0L)]
    [InlineData("""{"thinkingBudget":500}""", Effort.Unset, 500L)]
    [InlineData("""{"thinkingLevel":"minimal"}""", Effort.Minimal, null)]
    internal void Wishes_for_thinking_are_read(string config, Effort effort, long? budget)
    {
        var wish = new Carried(new GenerateContentSurface(), $$$"""{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"thinkingConfig":{{{config}}}}}""").Request.Reasoning;
        (wish.Effort, wish.Budget).ShouldBe((effort, budget));
    }
}
