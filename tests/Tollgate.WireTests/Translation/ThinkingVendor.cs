using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.WireTests.Translation;

/// <summary>A provider whose model thinks, signs its thoughts and calls a tool, turn after turn, until it has had its number of results.</summary>
/// <param name="dialect">What it speaks: <see cref="ClientDialect.Anthropic"/>, <see cref="ClientDialect.Gemini"/> or <see cref="ClientDialect.Responses"/>.</param>
/// <param name="calls">Tool calls before it is content.</param>
internal sealed class ThinkingVendor(ClientDialect dialect, int calls)
{
    /// <summary>The note that it signs its thoughts of a turn with: base64, as all vendors have it, with every kind of character.</summary>
    public static string Signature(int turn)
    {
        var bytes = new byte[400];
        new Random(turn).NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }

    public static string Thought(int turn) => string.Create(CultureInfo.InvariantCulture, $"Thought {turn}: “…” \\ \" é");

    public UpstreamScript Answer(ReceivedRequest request)
    {
        var script = new UpstreamScript();
        return script.Decide(whole => Reply(JsonNode.Parse(whole.Body)!, whole.Target.Contains("stream", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>The signatures in a request, in their places and order, as this vendor demands them.</summary>
    public IReadOnlyList<string> SignaturesIn(byte[] body)
    {
        var root = JsonNode.Parse(body)!;
        return dialect switch
        {
            ClientDialect.Anthropic => [.. Blocks(root).Where(block => Text(block, "type") == "thinking").Select(block => Text(block, "signature"))],
            ClientDialect.Gemini => [.. Parts(root).Where(part => part["thoughtSignature"] is not null).Select(part => Text(part, "thoughtSignature"))],
            _ => [.. Items(root).Where(item => Text(item, "type") == "reasoning").Select(item => $"{Text(item, "id")} {Text(item, "encrypted_content")}")],
        };
    }

    /// <summary>What <see cref="SignaturesIn"/> has to find after this number of turns.</summary>
    public IReadOnlyList<string> SignaturesAfter(int turns) => [.. Enumerable.Range(1, turns).Select(turn =>
        dialect == ClientDialect.Responses ? string.Create(CultureInfo.InvariantCulture, $"rs_{turn} {Signature(turn)}") : Signature(turn))];

    /// <summary>Results of the tool in a request.</summary>
    public int ResultsIn(byte[] body) => Results(JsonNode.Parse(body)!);

    private int Results(JsonNode root) => dialect switch
    {
        ClientDialect.Anthropic => Blocks(root).Count(block => Text(block, "type") == "tool_result"),
        ClientDialect.Gemini => Parts(root).Count(part => part["functionResponse"] is not null),
        _ => Items(root).Count(item => Text(item, "type") == "function_call_output"),
    };

    private static IEnumerable<JsonNode> Blocks(JsonNode root) => List(root["messages"]).SelectMany(turn => List(turn["content"]));

    private static IEnumerable<JsonNode> Parts(JsonNode root) => List(root["contents"]).SelectMany(turn => List(turn["parts"]));

    private static IEnumerable<JsonNode> Items(JsonNode root) => List(root["input"]);

    private static IEnumerable<JsonNode> List(JsonNode? node) => node is JsonArray array ? array.OfType<JsonNode>() : [];

    private static string Text(JsonNode node, string name) => node[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    private UpstreamScript Reply(JsonNode root, bool streamsByPath)
    {
        var stream = streamsByPath || root["stream"]?.GetValue<bool>() == true;
        var turn = Results(root) + 1;
        var script = new UpstreamScript();
        var answer = dialect switch
        {
            ClientDialect.Anthropic => AnthropicVendor.Message(turn, turn <= calls),
            ClientDialect.Gemini => GeminiVendor.Response(turn, turn <= calls),
            _ => ResponsesVendor.Response(turn, turn <= calls),
        };
        if (!stream)
        {
            return script.Json(answer.ToJsonString());
        }

        var events = dialect switch
        {
            ClientDialect.Anthropic => AnthropicVendor.Events(answer),
            ClientDialect.Gemini => GeminiVendor.Events(answer),
            _ => ResponsesVendor.Events(answer),
        };
        foreach (var (name, data) in events)
        {
            script.Chunk(Encoding.UTF8.GetBytes($"{(name.Length > 0 ? $"event: {name}\n" : "")}data: {data.ToJsonString()}\n\n"));
        }

        return script.EndChunks();
    }
}
