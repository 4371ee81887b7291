using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Xunit;

namespace Tollgate.Tests.Surfaces.OpenAi;

/// <summary>Requests for responses, as OpenAI's API reference has them, in neutral terms.</summary>
public sealed class ResponsesRequestTests
{
    [Fact]
    public void A_string_is_a_turn_of_the_user_and_instructions_stand_before_it()
    {
        var request = Read("""{"model":"m","instructions":"Be \"terse\".","input":"hi","stream":true,"max_output_tokens":99,"temperature":0.50,"top_p":1e-1}""");
        request.Model.ToString().ShouldBe("m");
        request.Turns.Select(turn => (turn.Role, Text(turn))).ShouldBe([(Role.System, "Be \"terse\"."), (Role.User, "hi")]);
        (request.Stream, request.MaxTokens, Utf8(request.Temperature), Utf8(request.TopP)).ShouldBe((true, 99, "0.50", "1e-1"));
    }

    [Fact]
    public void Items_become_turns_and_what_the_model_made_in_one_go_is_one_turn()
    {
        var request = Read("""
            {"model":"m","input":[
              {"role":"developer","content":"rules"},
              {"type":"message","role":"user","content":[{"type":"input_text","text":"weather?"},
                {"type":"input_image","image_url":"data:image\/png;base64,aGk=","detail":"low"},
                {"type":"input_image","image_url":"https://x.test/a.png"},
                {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,aGk="},
                {"type":"input_file","file_id":"file-1"},
                {"type":"input_audio","input_audio":{"data":"aGk=","format":"mp3"}}]},
              {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"one"},{"type":"summary_text","text":"two"}],"encrypted_content":"gAAA/=="},
              {"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{\"a\":1}","status":"completed"},
              {"type":"function_call","call_id":"call_2","name":"g","arguments":""},
              {"type":"function_call_output","call_id":"call_1","output":"sunny"},
              {"type":"function_call_output","call_id":"call_2","output":[{"type":"input_text","text":"x"},{"type":"input_image","image_url":"https://x.test/b.png"}]},
              {"type":"message","role":"assistant","id":"msg_1","status":"completed","content":[{"type":"output_text","text":"It is sunny.","annotations":[]},{"type":"refusal","refusal":"no"}]},
              {"role":"user","content":"thanks"}]}
            """);
        request.Turns.Select(turn => (turn.Role, turn.Path)).ShouldBe(
        [
            (Role.System, "input[0]"), (Role.User, "input[1]"), (Role.Assistant, "input[2]"), (Role.User, "input[5]"), (Role.Assistant, "input[7]"), (Role.User, "input[8]"),
        ]);
        var media = request.Turns[1].Parts.OfType<MediaPart>().ToList();
        media.Select(part => $"{part.Kind} {part.MediaType} {part.Base64} {part.Url} {part.FileId} {part.Name} {part.Detail}").ShouldBe(
        [
            "Image image/png aGk=    low", "Image   https://x.test/a.png   ", "File application/pdf aGk=   a.pdf ", "File    file-1  ", "Audio audio/mpeg aGk=    ",
        ]);
        var thought = request.Turns[2].Parts[0].ShouldBeOfType<ReasoningPart>();
        (thought.Text.ToString(), thought.IsSummary, thought.State!.Origin, thought.State.Id.ToString(), thought.State.Data.ToString())
            .ShouldBe(("one\n\ntwo", true, StateOrigin.OpenAi, "rs_1", "gAAA/=="));
        request.Turns[2].Parts.OfType<ToolCallPart>().Select(call => $"{call.Id} {call.Name} {Utf8(call.Arguments)} {call.IsBroken}")
            .ShouldBe(["call_1 f {\"a\":1} False", "call_2 g  False"]);
        request.Turns[3].Parts.OfType<ToolResultPart>().Select(result => (result.CallId.ToString(), result.Content.Count)).ShouldBe([("call_1", 1), ("call_2", 2)]);
        request.Turns[4].Parts.Select(part => part.GetType()).ShouldBe([typeof(TextPart), typeof(RefusalPart)]);
    }

    [Fact]
    public void Settings_and_tools_are_read_in_all_their_forms()
    {
        var request = Read("""
            {"model":"m","input":"x","tools":[
               {"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true},
               {"type":"function","name":"g","parameters":null,"strict":false},
               {"type":"web_search"},{"type":"custom","name":"c","description":"d"}],
             "tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"},{"type":"function","name":"g"}]},
             "parallel_tool_calls":false,"text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"},"strict":true,"description":"sd"},"verbosity":"low"},
             "reasoning":{"effort":"xhigh","summary":"auto"},"top_logprobs":3,"include":["reasoning.encrypted_content","message.output_text.logprobs"],
             "metadata":{"k":"v"},"safety_identifier":"u1","prompt_cache_key":"pk","service_tier":"flex","store":false,"truncation":"disabled","background":false,
             "previous_response_id":null,"max_tool_calls":4,"stream_options":{"include_obfuscation":false}}
            """);
        request.Tools.Select(tool => $"{tool.Path} {tool.Name} {tool.Description} {Utf8(tool.Schema)} {tool.Strict} {Utf8(tool.Native)}").ShouldBe(
        [
            "tools[0] f d {\"type\":\"object\"} True ", "tools[1] g   False ", "tools[2] web_search    {\"type\":\"web_search\"}",
            "tools[3] c d   {\"type\":\"custom\",\"name\":\"c\",\"description\":\"d\"}",
        ]);
        (request.ToolChoice, request.ParallelTools).ShouldBe((ToolChoiceKind.Required, false));
        request.ToolNames.Select(name => name.ToString()).ShouldBe(["f", "g"]);
        (request.Shape, Utf8(request.Schema), request.SchemaName.ToString(), request.SchemaStrict, request.SchemaDescription.ToString())
            .ShouldBe((ReplyShape.JsonSchema, "{\"type\":\"object\"}", "s", true, "sd"));
        request.Reasoning.ShouldBe(new ReasoningWish { Effort = Effort.Max, Show = true });
        (request.Logprobs, request.TopLogprobs, request.User.ToString(), Utf8(request.Metadata), request.ServiceTier.ToString()).ShouldBe((true, 3, "u1", "{\"k\":\"v\"}", "flex"));
        request.Extras.Select(extra => $"{extra.Key}={Utf8(extra.Value)}").ShouldBe(["verbosity=\"low\"", "prompt_cache_key=\"pk\"", "max_tool_calls=4"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"input":"x","previous_response_id":"resp_1"}""", "previous_response_id")]
    [InlineData("""{"input":"x","conversation":"conv_1"}""", "conversation")]
    [InlineData("""{"prompt":{"id":"pmpt_1"},"input":"x"}""", "prompt")]
    [InlineData("""{"input":"x","background":true}""", "background")]
    [InlineData("""{"model":"m"}""", "input")]
    [InlineData("""{"input":[{"type":"item_reference","id":"msg_1"}]}""", "input[0]")]
    [InlineData("""{"input":["x"]}""", "input[0]")]
    [InlineData("""{"input":[{"role":"tool","content":"x"}]}""", "input[0].role")]
    [InlineData("""{"input":[{"role":"user","content":7}]}""", "input[0].content")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png,x"}]}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,\"}"}]}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_hologram"}]}]}""", "input[0].content[0]")]
    [InlineData("""{"input":[{"type":"function_call","name":"f","arguments":"{}"}]}""", "input[0].call_id")]
    [InlineData("""{"input":[{"type":"function_call_output","output":"x"}]}""", "input[0].call_id")]
    [InlineData("""{"input":[{"type":"computer_call","id":"cc_1"}]}""", "input[0]")]
    [InlineData("""{"input":"x","temperature":"hot"}""", "temperature")]
    [InlineData("""{"input":"x","max_output_tokens":1.5}""", "max_output_tokens")]
    [InlineData("""{"input":"x","tools":[{"type":"function"}]}""", "tools[0].name")]
    [InlineData("""{"input":"x","tools":[{"type":"function","name":"f","parameters":[]}]}""", "tools[0].parameters")]
    [InlineData("""{"input":"x","tool_choice":7}""", "tool_choice")]
    [InlineData("""{"input":"x","tool_choice":{"type":"web_search_preview"}}""", "tool_choice")]
    [InlineData("""{"input":"x","text":{"format":{"type":"json_schema"}}}""", "text.format.schema")]
    [InlineData("""{"input":"x","reasoning":{"effort":"lots"}}""", "reasoning.effort")]
    public void What_makes_no_sense_or_needs_memory_at_the_provider_is_refused_by_its_path(string body, string path)
    {
        var notes = ResponsesClient.Send(body).Notes;
        notes.RefusedField.ShouldBe(path);
        notes.RefusedWhy.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("""{"input":"x","include":["file_search_call.results"]}""", "include[0]")]
    [InlineData("""{"input":"x","future_field":1}""", "future_field")]
    [InlineData("""{"input":[{"type":"file_search_call","id":"fs_1"},{"role":"user","content":"x"}]}""", "input[0]")]
    public void What_no_other_format_has_is_left_out_with_a_warning(string body, string field)
    {
        var notes = ResponsesClient.Send(body).Notes;
        notes.RefusedField.ShouldBeNull();
        notes.Warnings.ShouldBe([field]);
    }

    [Fact]
    public void Arguments_that_are_no_JSON_are_kept_and_marked_and_free_text_stays_what_it_is()
    {
        var request = Read("""
            {"input":[{"type":"function_call","call_id":"a","name":"f","arguments":"{\"x\":"},{"type":"custom_tool_call","call_id":"b","name":"g","input":"*** \"patch"},
              {"type":"custom_tool_call_output","call_id":"b","output":"ok"}]}
            """);
        request.Turns[0].Parts.Cast<ToolCallPart>().Select(call => (Utf8(call.Arguments), call.IsBroken, call.IsCustom)).ShouldBe([("{\"x\":", true, false), ("*** \"patch", false, true)]);
        request.Turns[1].Parts.Single().ShouldBeOfType<ToolResultPart>();
    }

    [Fact]
    public void A_foreign_note_comes_back_as_it_was_with_the_thoughts_it_signs()
    {
        var note = new OpaqueState(StateOrigin.Anthropic, JsonString.Of("EqQB+/=="));
        var request = Read($$"""
            {"input":[{"role":"user","content":"x"},
              {"type":"reasoning","id":"rs_req_0","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"{{StateEnvelope.Wrap(note)}}"}]}
            """);
        var thought = request.Turns[1].Parts.Single().ShouldBeOfType<ReasoningPart>();
        (thought.Text.ToString(), thought.IsSummary, thought.State!.Origin, thought.State.Data.ToString()).ShouldBe(("hm", false, StateOrigin.Anthropic, "EqQB+/=="));
    }

    private static ChatRequest Read(string body)
    {
        var client = ResponsesClient.Send(body);
        client.Notes.RefusedField.ShouldBeNull();
        return client.Request;
    }

    private static string Text(Turn turn) => string.Concat(turn.Parts.OfType<TextPart>().Select(part => part.Text));

    private static string Utf8(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
