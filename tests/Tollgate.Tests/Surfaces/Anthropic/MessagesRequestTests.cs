using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Xunit;

namespace Tollgate.Tests.Surfaces.Anthropic;

/// <summary>Requests of messages clients, by the vendor's schema.</summary>
public sealed class MessagesRequestTests
{
    [Fact]
    public void Settings_are_read()
    {
        var (request, notes) = MessagesRig.Read(
            """
            {"model":"m","max_tokens":100,"messages":[{"role":"user","content":"Hi"}],"stream":true,"stop_sequences":["A","B"],"temperature":0.5,"top_p":0.9,
             "top_k":7,"metadata":{"user_id":"u1"},"service_tier":"standard_only","container":"c1","mcp_servers":[{"name":"x"}],
             "output_config":{"effort":"xhigh","format":{"type":"json_schema","schema":{"type":"object"}}},"thinking":{"type":"adaptive","display":"omitted"}}
            """);
        notes.RefusedField.ShouldBeNull();
        request.MaxTokens.ShouldBe(100);
        request.Stream.ShouldBeTrue();
        request.Stop.Select(stop => stop.ToString()).ShouldBe(["A", "B"]);
        Encoding.UTF8.GetString(request.Temperature.Span).ShouldBe("0.5");
        Encoding.UTF8.GetString(request.TopK.Span).ShouldBe("7");
        request.User.ToString().ShouldBe("u1");
        request.ServiceTier.ToString().ShouldBe("default");
        request.Extras.Select(extra => extra.Key).ShouldBe(["container", "mcp_servers"]);
        request.Shape.ShouldBe(ReplyShape.JsonSchema);
        Encoding.UTF8.GetString(request.Schema.Span).ShouldBe("""{"type":"object"}""");
        request.Reasoning.ShouldBe(new ReasoningWish { Effort = Effort.Max, Show = false });
    }

    [Fact]
    public void A_budget_and_no_thoughts_at_all_are_read()
    {
        MessagesRig.Read("""{"messages":[],"thinking":{"type":"enabled","budget_tokens":2048}}""").Request.Reasoning.ShouldBe(new ReasoningWish { Budget = 2048 });
        var off = MessagesRig.Read("""{"messages":[],"thinking":{"type":"disabled"},"output_config":{"effort":"high"}}""").Request.Reasoning;
        off.IsSet.ShouldBeTrue();
        off.IsOn.ShouldBeFalse();
    }

    [Fact]
    public void Instructions_come_first_and_keep_their_marks()
    {
        var (request, _) = MessagesRig.Read(
            """{"messages":[{"role":"user","content":"Hi"}],"system":[{"type":"text","text":"Be brief","cache_control":{"type":"ephemeral","ttl":"1h"}}]}""");
        request.Turns[0].Role.ShouldBe(Role.System);
        var text = request.Turns[0].Parts.ShouldHaveSingleItem().ShouldBeOfType<TextPart>();
        text.Text.ToString().ShouldBe("Be brief");
        Encoding.UTF8.GetString(text.CacheMark.Span).ShouldBe("""{"type":"ephemeral","ttl":"1h"}""");
        request.Turns[1].Path.ShouldBe("messages[0]");
    }

    [Fact]
    public void A_tool_loop_is_read_with_its_thoughts()
    {
        var foreign = StateEnvelope.Wrap(new OpaqueState(StateOrigin.Gemini, JsonString.Of("sig=="u8)));
        var (request, notes) = MessagesRig.Read(
            $$$"""
            {"messages":[{"role":"user","content":"Go"},
             {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"own+/="},{"type":"redacted_thinking","data":"dark"},
               {"type":"thinking","thinking":"","signature":"{{{foreign}}}"},{"type":"text","text":"Let me"},{"type":"tool_use","id":"t1","name":"look","input":{"a":[1]}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"text","text":"no"},
               {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]},{"type":"text","text":"Again"}]}]}
            """);
        notes.RefusedField.ShouldBeNull();
        var said = request.Turns[1].Parts;
        said[0].ShouldBeOfType<ReasoningPart>().State.ShouldBe(new OpaqueState(StateOrigin.Anthropic, ((ReasoningPart)said[0]).State!.Data));
        ((ReasoningPart)said[0]).State!.Data.ToString().ShouldBe("own+/=");
        ((ReasoningPart)said[1]).State!.Origin.ShouldBe(StateOrigin.AnthropicRedacted);
        ((ReasoningPart)said[2]).State!.Origin.ShouldBe(StateOrigin.Gemini);
        ((ReasoningPart)said[2]).State!.Data.ToString().ShouldBe("sig==");
        ((ReasoningPart)said[2]).Text.IsEmpty.ShouldBeTrue();
        Encoding.UTF8.GetString(((ToolCallPart)said[4]).Arguments.Span).ShouldBe("""{"a":[1]}""");
        var result = request.Turns[2].Parts[0].ShouldBeOfType<ToolResultPart>();
        result.IsError.ShouldBeTrue();
        result.Content.Count.ShouldBe(2);
        result.Content[1].ShouldBeOfType<MediaPart>().Base64.ToString().ShouldBe("AAAA");
        request.Turns[2].Parts[1].ShouldBeOfType<TextPart>();
    }

    [Fact]
    public void Documents_are_read_by_all_their_sources()
    {
        var (request, notes) = MessagesRig.Read(
            """
            {"messages":[{"role":"user","content":[
              {"type":"document","title":"T","context":"C","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}},
              {"type":"document","source":{"type":"url","url":"https://a/b.pdf"}},
              {"type":"document","source":{"type":"file","file_id":"file_1"}},
              {"type":"document","source":{"type":"text","media_type":"text/plain","data":"words"}},
              {"type":"document","source":{"type":"content","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]}},
              {"type":"search_result","source":"https://s","title":"S","content":[{"type":"text","text":"found"}]},
              {"type":"image","source":{"type":"url","url":"https://a/b.png"}}]}]}
            """);
        notes.RefusedField.ShouldBeNull();
        var parts = request.Turns[0].Parts;
        parts[0].ShouldBeOfType<TextPart>().Text.ToString().ShouldBe("C");
        var media = parts.OfType<MediaPart>().ToList();
        media[0].Base64.ToString().ShouldBe("JVBERi0=");
        media[0].Name.ToString().ShouldBe("T");
        media[1].Url.ToString().ShouldBe("https://a/b.pdf");
        media[2].FileId.ToString().ShouldBe("file_1");
        media[3].PlainText.ToString().ShouldBe("words");
        media[4].PlainText.ToString().ShouldBe("one\ntwo");
        media[5].PlainText.ToString().ShouldBe("https://s\nfound");
        media[6].Kind.ShouldBe(MediaKind.Image);
    }

    [Fact]
    public void Tools_of_the_client_and_of_the_vendor_are_told_apart()
    {
        var (request, _) = MessagesRig.Read(
            """
            {"messages":[],"tools":[{"name":"look","description":"D","input_schema":{"type":"object"},"strict":true,"cache_control":{"type":"ephemeral"}},
              {"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"tool","name":"look","disable_parallel_tool_use":true}}
            """);
        request.Tools[0].Name.ToString().ShouldBe("look");
        request.Tools[0].Strict.ShouldBe(true);
        request.Tools[0].CacheMark.Length.ShouldBeGreaterThan(0);
        request.Tools[1].Native.Length.ShouldBeGreaterThan(0);
        request.Tools[1].Path.ShouldBe("tools[1]");
        request.ToolChoice.ShouldBe(ToolChoiceKind.Named);
        request.ToolNames.ShouldHaveSingleItem().ToString().ShouldBe("look");
        request.ParallelTools.ShouldBe(false);
    }

    [Theory]
    [InlineData("""{"messages":"no"}""", "messages")]
    [InlineData("""{"messages":["no"]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":7}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"a"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"tool_result"}]}]}""", "messages[0].content[0].tool_use_id")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"moon"}}]}]}""", "messages[0].content[0].source.type")]
    [InlineData("""{"messages":[],"max_tokens":"many"}""", "max_tokens")]
    [InlineData("""{"messages":[],"temperature":"hot"}""", "temperature")]
    [InlineData("""{"messages":[],"tools":[{"description":"D"}]}""", "tools[0].name")]
    [InlineData("""{"messages":[],"tool_choice":{"type":"maybe"}}""", "tool_choice.type")]
    [InlineData("""{"messages":[],"thinking":{"type":"deep"}}""", "thinking.type")]
    [InlineData("""{"messages":[],"stop_sequences":[1]}""", "stop_sequences")]
    [InlineData("""{"messages":[],"output_config":{"format":{"type":"yaml"}}}""", "output_config.format")]
    public void What_makes_no_sense_is_refused_with_its_place(string json, string field) =>
        MessagesRig.Read(json).Notes.RefusedField.ShouldBe(field);

    [Fact]
    public void Blocks_of_tools_that_run_at_the_vendor_are_reported()
    {
        var (_, notes) = MessagesRig.Read(
            """{"messages":[{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"server_tool_use","id":"s","name":"code_execution","input":{}}]}]}""");
        notes.RefusedField.ShouldBe("messages[0].content[1]");
        notes.RefusedWhy!.ShouldContain("server_tool_use");
    }
}
