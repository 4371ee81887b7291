using System.Text.Json.Nodes;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.WireTests.Translation;

/// <summary>A client in one dialect that runs the tool <c>step</c> and sends the conversation again with all that it was given.</summary>
/// <param name="dialect">What it speaks.</param>
/// <param name="stream">It asks for streams.</param>
/// <param name="keepsExtras">In OpenAI's chat: it sends back fields that the SDKs do not know; else only what they do.</param>
internal sealed class ToolLoopClient(ClientDialect dialect, bool stream, bool keepsExtras)
{
    private const string Schema = """{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}""";
    private readonly JsonArray _turns = [First(dialect)];

    public string Target => ForeignClient.Target(dialect, "thinks", stream);

    /// <summary>The next request.</summary>
    public string Body() => (dialect switch
    {
        ClientDialect.Chat => new JsonObject
        {
            ["model"] = "thinks", ["stream"] = stream, ["reasoning_effort"] = "medium", ["messages"] = _turns.DeepClone(),
            ["tools"] = Parse($$$"""[{"type":"function","function":{"name":"step","parameters":{{{Schema}}}}}]"""),
        },
        ClientDialect.Responses => new JsonObject
        {
            ["model"] = "thinks", ["stream"] = stream, ["store"] = false, ["reasoning"] = Parse("""{"effort":"medium","summary":"auto"}"""),
            ["include"] = Parse("""["reasoning.encrypted_content"]"""), ["input"] = _turns.DeepClone(),
            ["tools"] = Parse($$$"""[{"type":"function","name":"step","parameters":{{{Schema}}},"strict":false}]"""),
        },
        ClientDialect.Anthropic => new JsonObject
        {
            ["model"] = "thinks", ["stream"] = stream, ["max_tokens"] = 4000, ["thinking"] = Parse("""{"type":"enabled","budget_tokens":2000}"""), ["messages"] = _turns.DeepClone(),
            ["tools"] = Parse($$$"""[{"name":"step","input_schema":{{{Schema}}}}]"""),
        },
        _ => new JsonObject
        {
            ["contents"] = _turns.DeepClone(), ["generationConfig"] = Parse("""{"thinkingConfig":{"includeThoughts":true,"thinkingBudget":2000}}"""),
            ["tools"] = Parse($$$"""[{"functionDeclarations":[{"name":"step","parametersJsonSchema":{{{Schema}}}}]}]"""),
        },
    }).ToJsonString();

    /// <summary>Takes the answer and the tool's result into the conversation. False where no tool is called any more.</summary>
    public bool Take(byte[] answer)
    {
        var seen = stream ? Grammars.Stream(dialect, answer) : Grammars.Whole(dialect, answer);
        var pieces = stream ? [.. SseText.Read(answer).Where(item => !item.IsDone).Select(item => JsonNode.Parse(item.Data)!)] : new[] { JsonNode.Parse(answer)! };
        if (seen.Calls.Count == 0)
        {
            return false;
        }

        switch (dialect)
        {
            case ClientDialect.Chat:
                var message = ChatAssembly.Message(pieces, keepsExtras);
                _turns.Add(message);
                _turns.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = message["tool_calls"]![0]!["id"]!.DeepClone(), ["content"] = "ok" });
                break;
            case ClientDialect.Responses:
                var output = (stream ? pieces[^1]["response"]! : pieces[0])["output"]!.AsArray();
                foreach (var item in output)
                {
                    _turns.Add(item!.DeepClone());
                }

                var called = output.Last(item => (string?)item!["type"] == "function_call")!;
                _turns.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = called["call_id"]!.DeepClone(), ["output"] = "ok" });
                break;
            case ClientDialect.Anthropic:
                var content = stream ? AnthropicAssembly.Content(pieces) : pieces[0]["content"]!.DeepClone().AsArray();
                _turns.Add(new JsonObject { ["role"] = "assistant", ["content"] = content });
                var use = content.Last(block => (string?)block!["type"] == "tool_use")!;
                _turns.Add(new JsonObject
                {
                    ["role"] = "user",
                    ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = use["id"]!.DeepClone(), ["content"] = "ok" }),
                });
                break;
            default:
                var parts = new JsonArray([.. pieces.SelectMany(piece => piece["candidates"]![0]!["content"]?["parts"]?.AsArray() ?? []).Select(part => part!.DeepClone())]);
                _turns.Add(new JsonObject { ["role"] = "model", ["parts"] = parts });
                var call = parts.Last(part => part!["functionCall"] is not null)!["functionCall"]!;
                var result = new JsonObject { ["name"] = "step", ["response"] = new JsonObject { ["result"] = "ok" } };
                if (call["id"] is { } id)
                {
                    result["id"] = id.DeepClone();
                }

                _turns.Add(new JsonObject { ["role"] = "user", ["parts"] = new JsonArray(new JsonObject { ["functionResponse"] = result }) });
                break;
        }

        return true;
    }

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;

    private static JsonObject First(ClientDialect dialect) => dialect is ClientDialect.Gemini
        ? new JsonObject { ["role"] = "user", ["parts"] = new JsonArray(new JsonObject { ["text"] = "Go" }) }
        : new JsonObject { ["role"] = "user", ["content"] = "Go" };
}
