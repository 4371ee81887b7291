using Shouldly;
using Tollgate.Exchange;
using Tollgate.Surfaces.Anthropic;
using Tollgate.Surfaces.Gemini;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.Bedrock;
using Tollgate.Upstreams.Cohere;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.Ollama;
using Tollgate.Upstreams.OpenAi;
using Xunit;

namespace Tollgate.Tests.Exchange.Searching;

/// <summary>The search of the web as each vendor declares it, at each other's models.</summary>
public sealed class SearchRequestTests
{
    private const string Claude = "claude-sonnet-4-5";
    private const string Gpt = "gpt-4.1";
    private const string Gemini = "gemini-2.5-flash";

    private const string Place = """{"type":"approximate","country":"CH","region":"Bern","city":"Thun","timezone":"Europe/Zurich"}""";

    [Fact]
    public void A_chat_clients_options_become_the_tool_of_every_vendor()
    {
        var body = Chat(
            """ "web_search_options":{"search_context_size":"medium","user_location":{"type":"approximate","approximate":{"country":"CH","region":"Bern","city":"Thun","timezone":"Europe/Zurich"}}}""");
        Tool(new Passage(new ChatCompletionsSurface(), body, new MessagesUpstream(), Claude))
            .ShouldBe("""{"type":"web_search_20250305","name":"web_search","user_location":""" + Place + "}");
        var responses = new Passage(new ChatCompletionsSurface(), body, new ResponsesUpstream(), Gpt);
        Tool(responses).ShouldBe("""{"type":"web_search","user_location":""" + Place + ""","search_context_size":"medium"}""");
        responses.SentJson["include"]!.ToJsonString().ShouldBe("""["web_search_call.action.sources"]""");
        responses.Notes.Warnings.ShouldBeEmpty();
        var google = new Passage(new ChatCompletionsSurface(), body, new GenerateContentUpstream(), Gemini);
        Tool(google).ShouldBe("""{"googleSearch":{}}""");
        google.Notes.Warnings.ShouldBe(["web_search_options.user_location"]);
    }

    [Fact]
    public void Claudes_tool_keeps_its_limits_where_the_other_has_such()
    {
        const string Tools = """ "tools":[{"type":"web_search_20250305","name":"web_search","max_uses":3,"allowed_domains":["a.example","b.example"],"user_location":{"type":"approximate","city":"Thun"}}],"tool_choice":{"type":"tool","name":"web_search"}""";
        var responses = new Passage(new MessagesSurface(), Messages(Tools), new ResponsesUpstream(), Gpt);
        Tool(responses).ShouldBe("""{"type":"web_search","filters":{"allowed_domains":["a.example","b.example"]},"user_location":{"type":"approximate","city":"Thun"}}""");
        responses.SentJson["max_tool_calls"]!.GetValue<int>().ShouldBe(3);
        responses.SentJson["tool_choice"]!.ToJsonString().ShouldBe("""{"type":"web_search"}""");
        responses.Notes.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void OpenAis_tool_keeps_its_limits_at_Claude()
    {
        var passage = new Passage(
            new ResponsesSurface(),
            """{"model":"m","input":"x","max_tool_calls":4,"tools":[{"type":"web_search","filters":{"allowed_domains":["a.example"]},"search_context_size":"high","external_web_access":true}],"tool_choice":{"type":"web_search"}}""",
            new MessagesUpstream(),
            Claude);
        Tool(passage).ShouldBe("""{"type":"web_search_20250305","name":"web_search","max_uses":4,"allowed_domains":["a.example"]}""");
        passage.SentJson["tool_choice"]!.ToJsonString().ShouldBe("""{"type":"tool","name":"web_search"}""");
        passage.Notes.Warnings.ShouldBe(["tools[0].search_context_size"]);
    }

    [Theory]
    [InlineData("""{"googleSearch":{}}""")]
    [InlineData("""{"google_search":{}}""")]
    [InlineData("""{"google_search_retrieval":{}}""")]
    public void Googles_tool_is_a_search_elsewhere(string tool)
    {
        var body = $$"""{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{{tool}}]}""";
        Tool(new Passage(new GenerateContentSurface(), body, new MessagesUpstream(), Claude)).ShouldBe("""{"type":"web_search_20250305","name":"web_search"}""");
        Tool(new Passage(new GenerateContentSurface(), body, new ResponsesUpstream(), Gpt)).ShouldBe("""{"type":"web_search"}""");
    }

    [Fact]
    public void Domains_that_are_left_out_stay_left_out()
    {
        const string Body = """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"googleSearch":{"excludeDomains":["bad.example"]}}]}""";
        Tool(new Passage(new GenerateContentSurface(), Body, new MessagesUpstream(), Claude))
            .ShouldBe("""{"type":"web_search_20250305","name":"web_search","blocked_domains":["bad.example"]}""");
        Tool(new Passage(new MessagesSurface(), Messages(""" "tools":[{"type":"web_search_20250305","name":"web_search","blocked_domains":["bad.example"]}]"""), new GenerateContentUpstream(), Gemini, "vertex"))
            .ShouldBe("""{"googleSearch":{"excludeDomains":["bad.example"]}}""");
        Refused(new Passage(new GenerateContentSurface(), Body, new ResponsesUpstream(), Gpt)).ShouldBe("tools[0].googleSearch.blocked_domains");
    }

    [Theory]
    [InlineData(""" "allowed_domains":["a.example"]""", "tools[0].allowed_domains")]
    [InlineData(""" "blocked_domains":["a.example"]""", "tools[0].blocked_domains")]
    public void A_limit_that_would_go_lost_is_an_error_since_the_model_would_read_more(string limit, string field)
    {
        var body = Messages($$""" "tools":[{"type":"web_search_20250305","name":"web_search",{{limit}}}]""");
        Refused(new Passage(new MessagesSurface(), body, new GenerateContentUpstream(), Gemini, "gemini")).ShouldBe(field);
        var dropped = new Passage(new MessagesSurface(), body, new GenerateContentUpstream(), Gemini, "gemini", UnsupportedPolicy.Drop);
        Tool(dropped).ShouldBe("""{"googleSearch":{}}""");
        dropped.Notes.Warnings.ShouldBe([field]);
    }

    [Theory]
    [InlineData("""{"type":"web_search","external_web_access":false}""", "tools[0].external_web_access")]
    [InlineData("""{"type":"web_search","of_tomorrow":1}""", null)]
    [InlineData("""{"type":"web_search_preview_2025_03_11","search_content_types":["text"]}""", null)]
    public void What_one_vendor_alone_has_is_named(string tool, string? refused)
    {
        var passage = new Passage(new ResponsesSurface(), $$"""{"model":"m","input":"x","tools":[{{tool}}]}""", new MessagesUpstream(), Claude);
        passage.Notes.RefusedField.ShouldBe(refused);
        passage.Notes.Warnings.ShouldBe(tool.Contains("of_tomorrow", StringComparison.Ordinal) ? ["tools[0].of_tomorrow"] : []);
    }

    [Fact]
    public void A_declaration_of_the_targets_own_goes_on_as_it_is_whatever_client_sends_it()
    {
        const string Tool1 = """{"type":"web_search_20260209","name":"web_search","max_uses":2,"of_tomorrow":true}""";
        Tool(new Passage(new ChatCompletionsSurface(), Chat($""" "tools":[{Tool1}]"""), new MessagesUpstream(), Claude)).ShouldBe(Tool1);
        const string Tool2 = """{"type":"web_search_preview","search_context_size":"low","of_tomorrow":true}""";
        Tool(new Passage(new MessagesSurface(), Messages($""" "tools":[{Tool2}]"""), new ResponsesUpstream(), Gpt)).ShouldBe(Tool2);
    }

    [Fact]
    public void Models_named_for_it_search_in_chats()
    {
        const string Tools = """ "tools":[{"type":"web_search_20250305","name":"web_search","user_location":{"type":"approximate","country":"CH"}}]""";
        var passage = new Passage(new MessagesSurface(), Messages(Tools), new ChatCompletionsUpstream(), "gpt-4o-search-preview");
        passage.SentJson["web_search_options"]!.ToJsonString().ShouldBe("""{"user_location":{"type":"approximate","approximate":{"country":"CH"}}}""");
        passage.SentJson["tools"].ShouldBeNull();
        Refused(new Passage(new MessagesSurface(), Messages(Tools), new ChatCompletionsUpstream(), Gpt)).ShouldBe("tools[0]");
        Refused(new Passage(new MessagesSurface(), Messages(Tools), new ChatCompletionsUpstream(), "x-search-1", "groq")).ShouldBe("tools[0]");
    }

    [Fact]
    public void Providers_without_a_search_refuse_it_by_its_name()
    {
        ChatUpstream[] upstreams = [new BedrockConverseUpstream(), new CohereChatUpstream(), new OllamaChatUpstream(), new ChatCompletionsUpstream()];
        foreach (var upstream in upstreams)
        {
            Refused(new Passage(new ChatCompletionsSurface(), Chat(""" "web_search_options":{}"""), upstream, "m")).ShouldBe("web_search_options");
        }
    }

    [Fact]
    public void Google_searches_or_calls_functions()
    {
        var body = Messages(""" "tools":[{"name":"f","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"tool","name":"web_search"}""");
        Refused(new Passage(new MessagesSurface(), body, new GenerateContentUpstream(), Gemini, "gemini")).ShouldBe("tools[1]");
        var dropped = new Passage(new MessagesSurface(), body, new GenerateContentUpstream(), Gemini, "gemini", UnsupportedPolicy.Drop);
        dropped.SentJson["tools"]!.AsArray().Count.ShouldBe(1);
        dropped.SentJson["toolConfig"]!["functionCallingConfig"]!["mode"]!.GetValue<string>().ShouldBe("NONE");
    }

    [Fact]
    public void Choices_of_tools_know_the_search()
    {
        const string Tools = """ "tools":[{"type":"function","name":"f","parameters":{"type":"object"}},{"type":"web_search"}]""";
        var allowed = Responses(Tools + ""","tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]}""");
        new Passage(new ResponsesSurface(), allowed, new MessagesUpstream(), Claude).SentJson["tools"]!.AsArray().Count.ShouldBe(1);
        var google = new Passage(new ResponsesSurface(), allowed, new GenerateContentUpstream(), Gemini, "gemini");
        google.Notes.RefusedField.ShouldBeNull();
        google.SentJson["toolConfig"]!["functionCallingConfig"]!.ToJsonString().ShouldBe("""{"mode":"VALIDATED","allowedFunctionNames":["f"]}""");
        var both = Responses(Tools + ""","tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"},{"type":"web_search_preview"}]}""");
        new Passage(new ResponsesSurface(), both, new MessagesUpstream(), Claude).SentJson["tools"]!.AsArray().Count.ShouldBe(2);
        new Passage(new ResponsesSurface(), both, new ResponsesUpstream(), Gpt).SentJson["tool_choice"]!["tools"]!.ToJsonString()
            .ShouldBe("""[{"type":"function","name":"f"},{"type":"web_search"}]""");
        var google2 = new Passage(new MessagesSurface(), Messages(""" "tools":[{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"any"}"""), new GenerateContentUpstream(), Gemini, "gemini");
        google2.Notes.Warnings.ShouldBe(["tool_choice"]);
        google2.SentJson["toolConfig"].ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"type":"code_interpreter","container":{"type":"auto"}}""", "code_interpreter")]
    [InlineData("""{"type":"file_search","vector_store_ids":["vs_1"]}""", "file_search")]
    [InlineData("""{"type":"computer_use_preview"}""", "computer_use_preview")]
    [InlineData("""{"type":"image_generation"}""", "image_generation")]
    [InlineData("""{"type":"mcp","server_label":"x"}""", "mcp")]
    public void Other_tools_that_run_at_a_provider_are_refused_and_named(string tool, string name)
    {
        ChatUpstream[] upstreams =
        [
            new MessagesUpstream(), new GenerateContentUpstream(), new BedrockConverseUpstream(), new CohereChatUpstream(), new OllamaChatUpstream(), new ChatCompletionsUpstream(),
        ];
        foreach (var upstream in upstreams)
        {
            var passage = new Passage(new ResponsesSurface(), $$"""{"model":"m","input":"x","tools":[{{tool}}]}""", upstream, "m");
            Refused(passage).ShouldBe("tools[0]");
            passage.Notes.RefusedWhy!.ShouldContain(name, customMessage: upstream.Format.ToString());
        }
    }

    private static string Refused(Passage passage) => passage.Notes.RefusedField ?? passage.Sent;

    private static string Tool(Passage passage)
    {
        passage.Notes.RefusedField.ShouldBeNull(passage.Notes.RefusedWhy);
        return passage.SentJson["tools"]!.AsArray().ShouldHaveSingleItem()!.ToJsonString();
    }

    private static string Chat(string more) => """{"model":"m","messages":[{"role":"user","content":"x"}],""" + more + "}";

    private static string Messages(string more) => """{"model":"m","max_tokens":99,"messages":[{"role":"user","content":"x"}],""" + more + "}";

    private static string Responses(string more) => """{"model":"m","input":"x",""" + more + "}";
}
