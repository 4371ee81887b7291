using System.Text;
using Shouldly;
using Tollgate.Exchange.Chat;
using Xunit;

namespace Tollgate.Tests.Surfaces.OpenAi;

public sealed class ChatRequestReaderTests
{
    [Fact]
    public void Settings_are_read_as_the_client_wrote_them()
    {
        var (request, notes) = new ChatClient().Send("""
            {"model":"m\u00e9","messages":[{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":9,"max_tokens":5,
             "temperature":0.70,"top_p":1e-1,"seed":-3,"presence_penalty":-2,"frequency_penalty":2,"logit_bias":{"1":2},"logprobs":true,"top_logprobs":3,"n":2,
             "stop":["a","b"],"user":"u","metadata":{"k":"v"},"service_tier":"flex","modalities":["text","audio"],"audio":{"voice":"alloy","format":"wav"},
             "parallel_tool_calls":false,"prediction":{"type":"content","content":"x"},"verbosity":"low","top_k":4,"store":null}
            """);

        notes.RefusedField.ShouldBeNull();
        request.Model.ToString().ShouldBe("mé");
        (request.Stream, request.IncludeUsage, request.MaxTokens, request.Choices).ShouldBe((true, true, 9L, 2));
        Text(request.Temperature).ShouldBe("0.70");
        Text(request.TopP).ShouldBe("1e-1");
        Text(request.Seed).ShouldBe("-3");
        Text(request.TopK).ShouldBe("4");
        Text(request.LogitBias).ShouldBe("""{"1":2}""");
        (request.Logprobs, request.TopLogprobs, request.ParallelTools).ShouldBe((true, 3L, false));
        request.Stop.Select(stop => stop.ToString()).ShouldBe(["a", "b"]);
        request.Modalities.Select(word => word.ToString()).ShouldBe(["text", "audio"]);
        request.Extras.Select(extra => extra.Key).ShouldBe(["prediction", "verbosity"]);
        request.ServiceTier.ToString().ShouldBe("flex");
    }

    [Fact]
    public void Every_kind_of_part_is_read()
    {
        var (request, notes) = new ChatClient().Send("""
            {"model":"m","messages":[{"role":"user","name":"ann","content":[
              {"type":"text","text":"look","cache_control":{"type":"ephemeral"}},
              {"type":"image_url","image_url":{"url":"data:image\/png;base64,aGk\/","detail":"low"}},
              {"type":"image_url","image_url":{"url":"https://x/y.png"}},
              {"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}},
              {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,BBBB"}},
              {"type":"file","file":{"file_id":"file-1"}},
              {"type":"video_url","video_url":{"url":"https://x/v.mp4"}}]}]}
            """);

        notes.RefusedField.ShouldBeNull();
        var turn = request.Turns.ShouldHaveSingleItem();
        (turn.Role, turn.Name.ToString()).ShouldBe((Role.User, "ann"));
        Text(turn.Parts[0].CacheMark).ShouldBe("""{"type":"ephemeral"}""");
        var image = turn.Parts[1].ShouldBeOfType<MediaPart>();
        (image.MediaType.ToString(), image.Base64.ToString(), image.Detail.ToString()).ShouldBe(("image/png", "aGk/", "low"));
        turn.Parts[2].ShouldBeOfType<MediaPart>().Url.ToString().ShouldBe("https://x/y.png");
        turn.Parts[3].ShouldBeOfType<MediaPart>().MediaType.ToString().ShouldBe("audio/mpeg");
        var file = turn.Parts[4].ShouldBeOfType<MediaPart>();
        (file.Kind, file.Name.ToString(), file.MediaType.ToString(), file.Base64.ToString()).ShouldBe((MediaKind.File, "a.pdf", "application/pdf", "BBBB"));
        turn.Parts[5].ShouldBeOfType<MediaPart>().FileId.ToString().ShouldBe("file-1");
        turn.Parts[6].ShouldBeOfType<MediaPart>().Kind.ShouldBe(MediaKind.Video);
    }

    [Fact]
    public void Calls_and_their_results_are_read_in_their_order()
    {
        var (request, notes) = new ChatClient().Send("""
            {"model":"m","messages":[{"role":"developer","content":"be short"},{"role":"user","content":"go"},
              {"role":"assistant","content":null,"tool_calls":[
                 {"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":\"\\u00e9\"}"}},
                 {"id":"c2","type":"function","function":{"name":"g","arguments":""}},
                 {"id":"c3","type":"function","function":{"name":"h","arguments":"{\"a\": 1"}},
                 {"id":"c4","type":"custom","custom":{"name":"k","input":"free text"}}]},
              {"role":"tool","tool_call_id":"c1","content":"one"},
              {"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"two"}]}]}
            """);

        notes.RefusedField.ShouldBeNull();
        request.Turns.Select(turn => turn.Role).ShouldBe([Role.System, Role.User, Role.Assistant, Role.User, Role.User]);
        var calls = request.Turns[2].Parts.Cast<ToolCallPart>().ToList();
        calls.Select(call => (call.Id.ToString(), call.Name.ToString(), Text(call.Arguments), call.IsBroken, call.IsCustom)).ShouldBe(
            [("c1", "f", """{"a":"\u00e9"}""", false, false), ("c2", "g", "", false, false), ("c3", "h", """{"a": 1""", true, false), ("c4", "k", "free text", false, true)]);
        var result = request.Turns[4].Parts.ShouldHaveSingleItem().ShouldBeOfType<ToolResultPart>();
        (result.CallId.ToString(), ((TextPart)result.Content[0]).Text.ToString()).ShouldBe(("c2", "two"));
    }

    [Fact]
    public void Functions_of_the_older_kind_are_tools()
    {
        var (request, notes) = new ChatClient().Send("""
            {"model":"m","functions":[{"name":"f","description":"d","parameters":{"type":"object"}}],"function_call":{"name":"f"},"messages":[
              {"role":"user","content":"go"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"done"}]}
            """);

        notes.RefusedField.ShouldBeNull();
        request.LegacyFunctions.ShouldBeTrue();
        request.ToolChoice.ShouldBe(ToolChoiceKind.Named);
        request.ToolNames.ShouldHaveSingleItem().ToString().ShouldBe("f");
        var call = request.Turns[1].Parts.ShouldHaveSingleItem().ShouldBeOfType<ToolCallPart>();
        request.Turns[2].Parts.ShouldHaveSingleItem().ShouldBeOfType<ToolResultPart>().CallId.ToString().ShouldBe(call.Id.ToString());
    }

    [Theory]
    [InlineData("\"auto\"", ToolChoiceKind.Auto, "")]
    [InlineData("\"none\"", ToolChoiceKind.None, "")]
    [InlineData("\"required\"", ToolChoiceKind.Required, "")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", ToolChoiceKind.Named, "f")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}]}}""", ToolChoiceKind.Required, "f,g")]
    public void A_choice_of_tools_is_read(string choice, object kind, string names)
    {
        var (request, _) = new ChatClient().Send($$$"""{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{{{choice}}}}""");

        request.ToolChoice.ShouldBe((ToolChoiceKind)kind);
        string.Join(',', request.ToolNames).ShouldBe(names);
    }

    [Theory]
    [InlineData("\"reasoning_effort\":\"xhigh\"", Effort.Max, null, null)]
    [InlineData("\"reasoning\":{\"effort\":\"low\",\"exclude\":true}", Effort.Low, null, false)]
    [InlineData("\"reasoning\":{\"max_tokens\":2000}", Effort.Unset, 2000L, null)]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4096}", Effort.Adaptive, 4096L, null)]
    [InlineData("\"thinking\":{\"type\":\"disabled\"}", Effort.None, null, null)]
    [InlineData("\"enable_thinking\":true,\"thinking_budget\":50", Effort.Adaptive, 50L, null)]
    [InlineData("\"enable_thinking\":false", Effort.None, null, null)]
    [InlineData("\"include_reasoning\":true", Effort.Unset, null, true)]
    public void Reasoning_is_asked_for_in_every_habit(string field, object effort, long? budget, bool? show)
    {
        var (request, _) = new ChatClient().Send($$$"""{"model":"m","messages":[{"role":"user","content":"x"}],{{{field}}}}""");

        (request.Reasoning.Effort, request.Reasoning.Budget, request.Reasoning.Show).ShouldBe(((Effort)effort, budget, show));
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"model":"m","messages":[]}""", "messages")]
    [InlineData("""{"model":"m","messages":[{"role":"wizard","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"smell"}]}]}""", "messages[0].content[1]")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":7}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"tool","content":"x"}]}""", "messages[0].tool_call_id")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{}}]}]}""", "messages[0].tool_calls[0].function.name")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":"hot"}""", "temperature")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":0}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"n":129}""", "n")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{}}]}""", "tools[0].function.name")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{}}}""", "response_format.json_schema.schema")]
    public void What_makes_no_sense_is_refused_by_its_path(string body, string path)
    {
        var (_, notes) = new ChatClient().Send(body);

        notes.RefusedField.ShouldBe(path);
        notes.RefusedWhy.ShouldNotBeNullOrEmpty();
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
