using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Tests.Exchange;
using Tollgate.Upstreams.Gemini;
using Xunit;

namespace Tollgate.Tests.Upstreams.Gemini;

/// <summary>Requests as Google documents them, from requests as OpenAI documents its.</summary>
public sealed class GenerateContentRequestTests
{
    private static readonly GenerateContentUpstream Upstream = new();

    [Fact]
    public void Roles_are_joined_instructions_stand_apart_and_results_name_their_function_in_the_order_of_the_calls()
    {
        var carried = Chat("""
            {"model":"g","messages":[
              {"role":"system","content":"Be brief."},{"role":"developer","content":"Be kind."},
              {"role":"user","content":"Weather?"},{"role":"user","content":[{"type":"text","text":"In Paris."}]},
              {"role":"assistant","content":"Let me see.","tool_calls":[
                {"id":"call_a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}},
                {"id":"call_b","type":"function","function":{"name":"time","arguments":""}}]},
              {"role":"tool","tool_call_id":"call_b","content":"noon"},
              {"role":"tool","tool_call_id":"call_a","content":"sunny"}],
             "tools":[{"type":"function","function":{"name":"weather","description":"Tells","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}},
                      {"type":"function","function":{"name":"time"}}],
             "tool_choice":"required","max_completion_tokens":50,"temperature":0.5,"top_p":0.9,"seed":7,"presence_penalty":0.1,"frequency_penalty":0.2,
             "n":2,"stop":["END"],"reasoning_effort":"low"}
            """);

        Carried.ShouldSay(carried.To(Upstream, "gemini-2.5-flash"), """
            {"systemInstruction":{"parts":[{"text":"Be brief."},{"text":"Be kind."}]},
             "contents":[
              {"role":"user","parts":[{"text":"Weather?"},{"text":"In Paris."}]},
              {"role":"model","parts":[{"text":"Let me see."},
                {"functionCall":{"name":"weather","args":{"city":"Paris"}}},{"functionCall":{"name":"time","args":{}}}]},
              {"role":"user","parts":[
                {"functionResponse":{"name":"weather","response":{"result":"sunny"}}},
                {"functionResponse":{"name":"time","response":{"result":"noon"}}}]}],
             "tools":[{"functionDeclarations":[
               {"name":"weather","description":"Tells","parametersJsonSchema":{"type":"object","properties":{"city":{"type":"string"}}}},{"name":"time"}]}],
             "toolConfig":{"functionCallingConfig":{"mode":"ANY"}},
             "generationConfig":{"maxOutputTokens":50,"temperature":0.5,"topP":0.9,"seed":7,"presencePenalty":0.1,"frequencyPenalty":0.2,
               "stopSequences":["END"],"candidateCount":2,"thinkingConfig":{"includeThoughts":true,"thinkingBudget":1024}}}
            """);
        carried.Notes.RefusedField.ShouldBeNull();
        carried.Notes.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gemini-3-pro-preview", "none", """{"thinkingLevel":"LOW"}""")]
    [InlineData("gemini-3-pro-preview", "medium", """{"includeThoughts":true,"thinkingLevel":"HIGH"}""")]
    [InlineData("gemini-3.1-pro-preview", "medium", """{"includeThoughts":true,"thinkingLevel":"MEDIUM"}""")]
    [InlineData("gemini-3-flash-preview", "none", """{"thinkingLevel":"MINIMAL"}""")]
    [InlineData("gemini-3-flash-preview", "xhigh", """{"includeThoughts":true,"thinkingLevel":"HIGH"}""")]
    [InlineData("gemini-2.5-pro", "none", """{"thinkingBudget":128}""")]
    [InlineData("gemini-2.5-flash", "none", """{"thinkingBudget":0}""")]
    [InlineData("gemini-2.5-flash-lite", "high", """{"includeThoughts":true,"thinkingBudget":24576}""")]
    public void Effort_becomes_a_level_or_a_budget_by_the_model(string model, string effort, string expected)
    {
        var carried = Chat($$"""{"model":"g","messages":[{"role":"user","content":"Hi"}],"reasoning_effort":"{{effort}}"}""");
        Carried.ShouldSay(carried.To(Upstream, model), $$$"""
            {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"thinkingConfig":{{{expected}}}}}
            """);
    }

    [Fact]
    public void A_call_that_another_model_made_is_let_pass_by_the_newest_models()
    {
        var carried = Chat("""
            {"model":"g","messages":[{"role":"user","content":"Go"},
              {"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"}]}
            """);
        carried.To(Upstream, "gemini-3-pro-preview").ShouldContain(
            """{"role":"model","parts":[{"functionCall":{"id":"a","name":"f","args":{}},"thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"id":"b","name":"f","args":{}}}]}""");
        carried.To(Upstream, "gemini-2.5-pro").ShouldNotContain("thoughtSignature");
    }

    [Fact]
    public void A_signature_goes_back_on_the_part_that_it_came_with_and_foreign_ones_stay_out()
    {
        var request = new ChatRequest();
        request.Turns.Add(new Turn { Role = Role.User, Parts = { new TextPart(JsonString.Of("Go")) } });
        request.Turns.Add(new Turn
        {
            Role = Role.Assistant,
            Parts =
            {
                new ReasoningPart(JsonString.Of("hmm")) { State = new OpaqueState(StateOrigin.Gemini, JsonString.Of("Sig+A/==")) },
                new ToolCallPart(JsonString.Of("tgc_x_0"), JsonString.Of("f"), default),
                new ReasoningPart(JsonString.Of("foreign")) { State = new OpaqueState(StateOrigin.Anthropic, JsonString.Of("theirs")) },
                new ToolCallPart(JsonString.Of("tgc_x_1"), JsonString.Of("g"), default),
                new ReasoningPart(default) { State = new OpaqueState(StateOrigin.Gemini, JsonString.Of("last")) },
            },
        });
        var call = new UpstreamCall { Preset = Read.Call.Preset, Model = "gemini-3-pro-preview" };

        Carried.ShouldSay(Carried.Written(json => Upstream.Write(request, call, new TranslationNotes(), json)), """
            {"contents":[{"role":"user","parts":[{"text":"Go"}]},{"role":"model","parts":[
              {"functionCall":{"name":"f","args":{}},"thoughtSignature":"Sig+A/=="},{"functionCall":{"name":"g","args":{}}},{"text":"","thoughtSignature":"last"}]}],
             "generationConfig":{}}
            """);
    }

    [Fact]
    public void Pictures_sounds_and_files_are_sent_by_bytes_or_by_address()
    {
        var carried = Chat("""
            {"model":"g","messages":[{"role":"user","content":[
              {"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}},{"type":"image_url","image_url":{"url":"https://x.example/a.webp?s=1"}},
              {"type":"input_audio","input_audio":{"data":"QUJD","format":"wav"}},
              {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,QUJD"}}]}]}
            """);
        Carried.ShouldSay(carried.To(Upstream, "gemini-2.5-flash"), """
            {"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"QUJD"}},
              {"fileData":{"mimeType":"image/webp","fileUri":"https://x.example/a.webp?s=1"}},
              {"inlineData":{"mimeType":"audio/wav","data":"QUJD"}},{"inlineData":{"mimeType":"application/pdf","data":"QUJD"}}]}],"generationConfig":{}}
            """);
    }

    [Fact]
    public void A_schema_is_JSON_schema_for_models_that_take_it_and_a_part_of_OpenAPI_for_older_ones()
    {
        const string Body = """
            {"model":"g","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"r","schema":{
              "$schema":"x","type":"object","additionalProperties":false,"required":["a"],
              "properties":{"a":{"type":["string","null"],"format":"uri"},"b":{"$ref":"#/$defs/B"},"c":{"const":"x"},"d":{"anyOf":[{"type":"integer"},{"type":"null"}]}},
              "$defs":{"B":{"type":"array","items":{"type":"number"}}}}}}}
            """;
        Carried.ShouldSay(Chat(Body).To(Upstream, "gemini-2.0-flash"), """
            {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","required":["a"],
              "properties":{"a":{"type":"STRING","nullable":true},"b":{"type":"ARRAY","items":{"type":"NUMBER"}},"c":{"type":"STRING","enum":["x"]},
                "d":{"anyOf":[{"type":"INTEGER"}],"nullable":true}}}}}
            """);
        Chat(Body).To(Upstream, "gemini-2.5-flash").ShouldContain("\"responseJsonSchema\":{");
    }

    [Fact]
    public void A_schema_that_refers_to_itself_ends()
    {
        var carried = Chat("""
            {"model":"g","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f","parameters":{
              "type":"object","properties":{"l":{"$ref":"#/$defs/N"},"r":{"$ref":"#/$defs/N"},"x":{"$ref":"#/$defs/X"}},
              "$defs":{"N":{"type":"object","properties":{"l":{"$ref":"#/$defs/N"},"r":{"$ref":"#/$defs/N"}}},"X":{"$ref":"#/$defs/X"}}}}}]}
            """);
        carried.To(Upstream, "gemini-2.0-flash").Length.ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void What_Google_has_no_word_for_is_reported()
    {
        var carried = Chat("""
            {"model":"g","messages":[{"role":"user","content":"Hi"}],"logit_bias":{"1":2},"user":"u","parallel_tool_calls":false,"service_tier":"flex",
             "metadata":{"a":"b"},"stop":["1","2","3","4"],
             "tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}]}
            """);
        carried.To(Upstream, "gemini-2.5-flash");
        carried.Notes.Warnings.ShouldBe(["tools[0].strict", "parallel_tool_calls", "logit_bias", "user", "metadata", "service_tier"], ignoreOrder: true);

        var both = Chat("""
            {"model":"g","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_object"},"tools":[{"type":"function","function":{"name":"f"}}]}
            """);
        both.To(Upstream, "gemini-2.5-flash");
        both.Notes.RefusedField.ShouldBe("response_format");
    }

    [Fact]
    public void Arguments_that_are_no_object_and_results_of_no_call_are_refused()
    {
        var broken = Chat("""{"model":"g","messages":[{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"[1]"}}]}]}""");
        broken.To(Upstream, "gemini-2.5-flash");
        broken.Notes.RefusedField.ShouldBe("messages[1].tool_calls");
    }

    [Fact]
    public void Googles_own_settings_come_through_from_clients_of_OpenAI()
    {
        var carried = Chat("""
            {"model":"g","messages":[{"role":"user","content":"Hi"}],"extra_body":{"google":{"cached_content":"cachedContents/1","thinking_config":{"thinking_budget":5}}},
             "safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}]}
            """);
        Carried.ShouldSay(carried.To(Upstream, "gemini-2.5-flash"), """
            {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"thinkingConfig":{"thinking_budget":5}},
             "safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}],"cachedContent":"cachedContents/1"}
            """);
    }

    [Fact]
    public void Instructions_alone_are_what_the_user_says()
    {
        Carried.ShouldSay(Chat("""{"model":"g","messages":[{"role":"system","content":"Hi"}]}""").To(Upstream, "gemini-2.5-flash"),
            """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{}}""");
    }

    private static Carried Chat(string body) => new(new ChatCompletionsSurface(), body);
}
