using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Tests.Exchange;
using Tollgate.Upstreams.Bedrock;
using Xunit;

namespace Tollgate.Tests.Upstreams.Bedrock;

/// <summary>Requests as Amazon documents them, from requests as OpenAI documents its.</summary>
public sealed class ConverseRequestTests
{
    private const string Claude45 = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private const string Claude35 = "anthropic.claude-3-5-sonnet-20240620-v1:0";
    private static readonly BedrockConverseUpstream Upstream = new();

    [Fact]
    public void Turns_tools_and_settings_stand_in_Amazons_places()
    {
        var carried = Chat("""
            {"model":"g","messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"Look"},{"type":"text","text":"  \n"},{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,QUJD"}},
                {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,QUJD"}}]},
              {"role":"assistant","content":"","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},{"id":"b","type":"function","function":{"name":"f","arguments":""}}]},
              {"role":"tool","tool_call_id":"a","content":"one"},{"role":"tool","tool_call_id":"b","content":"two"},{"role":"user","content":"Go on"}],
             "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"x":{"type":"integer"}}}}}],
             "tool_choice":{"type":"function","function":{"name":"f"}},"max_tokens":9,"temperature":1.5,"stop":"END"}
            """);
        Carried.ShouldSay(carried.To(Upstream, Claude35), """
            {"system":[{"text":"Be brief."}],
             "messages":[{"role":"user","content":[{"text":"Look"},{"image":{"format":"jpeg","source":{"bytes":"QUJD"}}},{"document":{"format":"pdf","name":"document-2","source":{"bytes":"QUJD"}}}]},
              {"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"f","input":{"x":1}}},{"toolUse":{"toolUseId":"b","name":"f","input":{}}}]},
              {"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"text":"one"}]}},{"toolResult":{"toolUseId":"b","content":[{"text":"two"}]}},{"text":"Go on"}]}],
             "toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{"type":"object","properties":{"x":{"type":"integer"}}}}}}],"toolChoice":{"tool":{"name":"f"}}},
             "inferenceConfig":{"maxTokens":9,"temperature":1,"stopSequences":["END"]},"additionalModelRequestFields":{}}
            """);
        carried.Notes.Warnings.ShouldBe(["temperature"]);
    }

    [Theory]
    [InlineData("anthropic.claude-3-7-sonnet-20250219-v1:0", """{"thinking":{"type":"enabled","budget_tokens":8192}}""", 8692)]
    [InlineData("us.anthropic.claude-opus-4-20250514-v1:0", """{"thinking":{"type":"enabled","budget_tokens":8192}}""", 8692)]
    [InlineData("us.anthropic.claude-opus-4-6-v1", """{"thinking":{"type":"adaptive"},"output_config":{"effort":"medium"}}""", 500)]
    [InlineData("us.amazon.nova-2-lite-v1:0", """{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"medium"}}""", 500)]
    [InlineData("openai.gpt-oss-120b-1:0", """{"reasoning_effort":"medium"}""", 500)]
    [InlineData("meta.llama3-70b-instruct-v1:0", "{}", 500)]
    public void Reasoning_is_asked_for_as_each_family_wants_it(string model, string fields, int maxTokens)
    {
        var carried = Chat("""{"model":"g","messages":[{"role":"user","content":"Hi"}],"reasoning_effort":"medium","max_tokens":500}""");
        Carried.ShouldSay(carried.To(Upstream, model), $$$"""
            {"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":{{{maxTokens}}}},"additionalModelRequestFields":{{{fields}}}}
            """);
    }

    [Fact]
    public void A_schema_is_an_output_config_or_a_tool_to_answer_with()
    {
        const string Body = """{"model":"g","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"r","schema":{"type":"object"}}}}""";
        Carried.ShouldSay(Chat(Body).To(Upstream, Claude45), """
            {"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{},
             "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\"type\":\"object\"}","name":"r"}}}},"additionalModelRequestFields":{}}
            """);
        Carried.ShouldSay(Chat(Body).To(Upstream, Claude35), """
            {"messages":[{"role":"user","content":[{"text":"Hi"}]}],
             "toolConfig":{"tools":[{"toolSpec":{"name":"tollgate_structured_reply","description":"Gives the answer. Always answer by this tool.","inputSchema":{"json":{"type":"object"}}}}],
               "toolChoice":{"tool":{"name":"tollgate_structured_reply"}}},
             "inferenceConfig":{},"additionalModelRequestFields":{}}
            """);
        Chat("""{"model":"g","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_object"}}""").To(Upstream, Claude35).ShouldContain("one JSON object");
    }

    [Fact]
    public void Notes_of_Claudes_go_back_as_they_came_and_others_stay_out()
    {
        var request = new ChatRequest { Reasoning = new ReasoningWish { Budget = 2000 } };
        request.Turns.Add(new Turn { Role = Role.User, Parts = { new TextPart(JsonString.Of("Go")) { CacheMark = """{"type":"ephemeral","ttl":"1h"}"""u8.ToArray() } } });
        request.Turns.Add(new Turn
        {
            Role = Role.Assistant,
            Parts =
            {
                new ReasoningPart(JsonString.Of("hmm")) { State = new OpaqueState(StateOrigin.Anthropic, JsonString.Of("Sig+A/==")) },
                new ReasoningPart(default) { State = new OpaqueState(StateOrigin.AnthropicRedacted, JsonString.Of("red")) },
                new ReasoningPart(JsonString.Of("x")) { State = new OpaqueState(StateOrigin.Gemini, JsonString.Of("theirs")) },
                new ToolCallPart(JsonString.Of("a"), JsonString.Of("f"), default),
            },
        });
        request.Turns.Add(new Turn { Role = Role.User, Parts = { new ToolResultPart(JsonString.Of("a"), []) { IsError = true, Json = "{\"e\":1}"u8.ToArray() } } });
        var call = new UpstreamCall { Preset = Read.Call.Preset, Model = Claude45 };

        Carried.ShouldSay(Carried.Written(json => Upstream.Write(request, call, new TranslationNotes(), json)), """
            {"messages":[{"role":"user","content":[{"text":"Go"},{"cachePoint":{"type":"default","ttl":"1h"}}]},
              {"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hmm","signature":"Sig+A/=="}}},{"reasoningContent":{"redactedContent":"red"}},
                {"toolUse":{"toolUseId":"a","name":"f","input":{}}}]},
              {"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"json":{"e":1}}],"status":"error"}}]}],
             "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object","properties":{}}}}}]},
             "inferenceConfig":{"maxTokens":6096},"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000}}}
            """);
    }

    [Fact]
    public void What_Amazon_has_no_word_for_is_reported()
    {
        var carried = Chat("""
            {"model":"g","messages":[{"role":"user","content":"Hi"}],"seed":1,"presence_penalty":1,"frequency_penalty":1,"logit_bias":{"1":1},"logprobs":true,"n":2,"user":"u"}
            """);
        carried.To(Upstream, Claude35);
        carried.Notes.Warnings.ShouldBe(["seed", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs", "n", "user"]);

        var address = Chat("""{"model":"g","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]}]}""");
        address.To(Upstream, Claude35);
        address.Notes.RefusedField.ShouldBe("messages[0].content[0]");
    }

    private static Carried Chat(string body) => new(new ChatCompletionsSurface(), body);
}
