using System.Text;
using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>One content block of Anthropic's: whole, or while it is streamed.</summary>
internal sealed class AnthropicBlock
{
    private readonly AnswerBuilder _seen;
    private readonly StringBuilder _input = new();
    private int _call = -1;
    private bool _signed;

    private AnthropicBlock(string type, AnswerBuilder seen) => (Type, _seen) = (type, seen);

    public string Type { get; }

    /// <summary>A block that came whole.</summary>
    public static void Whole(JsonElement block, AnswerBuilder seen)
    {
        switch (Must.String(block, "type"))
        {
            case "text":
                seen.Text(Must.Filled(block, "text"));
                Citations(block);
                break;
            case "thinking":
                seen.Reasoning(Must.String(block, "thinking"));
                seen.State(Must.String(block, "signature"));
                break;
            case "redacted_thinking":
                seen.State(Must.Filled(block, "data"));
                break;
            case "tool_use":
                Must.Filled(block, "id");
                seen.Call(Must.Filled(block, "name"), Must.Object(Must.Has(block, "input"), "input").GetRawText());
                break;
            case "server_tool_use":
                Must.Filled(block, "id");
                Must.Filled(block, "name");
                Must.Object(Must.Has(block, "input"), "input");
                break;
            case var type:
                Must.Be(type.EndsWith("_tool_result", StringComparison.Ordinal), $"a block of type '{type}'");
                Must.Filled(block, "tool_use_id");
                Must.Has(block, "content");
                break;
        }
    }

    /// <summary>A block begins: with nothing in it yet.</summary>
    public static AnthropicBlock Start(JsonElement block, AnswerBuilder seen)
    {
        var state = new AnthropicBlock(Must.String(block, "type"), seen);
        switch (state.Type)
        {
            case "text":
                Must.Is(block, "text", "");
                break;
            case "thinking":
                Must.Is(block, "thinking", "");
                Must.Is(block, "signature", "");
                break;
            case "redacted_thinking":
                seen.State(Must.Filled(block, "data"));
                break;
            case "tool_use" or "server_tool_use":
                Must.Filled(block, "id");
                Must.Be(!Must.Object(Must.Has(block, "input"), "input").EnumerateObject().Any(), $"the input is there before its deltas: {Must.Cut(block)}");
                var name = Must.Filled(block, "name");
                state._call = state.Type == "tool_use" ? seen.Call(name) : -1;
                break;
            default:
                Whole(block, seen);
                break;
        }

        return state;
    }

    public void Delta(JsonElement delta)
    {
        var type = Must.String(delta, "type");
        var fits = Type switch
        {
            "text" => type is "text_delta" or "citations_delta",
            "thinking" => type is "thinking_delta" or "signature_delta",
            "tool_use" or "server_tool_use" => type == "input_json_delta",
            _ => false,
        };
        Must.Be(fits, $"a {type} in a block of {Type}");
        switch (type)
        {
            case "text_delta":
                _seen.Text(Must.String(delta, "text"));
                break;
            case "thinking_delta":
                Must.Be(!_signed, "thoughts go on behind their signature");
                _seen.Reasoning(Must.String(delta, "thinking"));
                break;
            case "signature_delta":
                Must.Be(!_signed, "a block is signed twice");
                _signed = true;
                _seen.State(Must.Filled(delta, "signature"));
                break;
            case "citations_delta":
                Must.Filled(Must.Object(Must.Has(delta, "citation"), "citation"), "type");
                break;
            default:
                var piece = Must.String(delta, "partial_json");
                _input.Append(piece);
                if (_call >= 0)
                {
                    _seen.Arguments(_call, piece);
                }

                break;
        }
    }

    /// <summary>The block is over.</summary>
    /// <param name="isCut">The answer ended for length, which cuts the input of a call.</param>
    public void Stop(bool isCut)
    {
        if (_input.Length > 0 && !isCut)
        {
            Must.Be(PlainJson.IsObject(_input.ToString()), $"the input of a call is no object: {Must.Cut(_input.ToString())}");
        }
    }

    private static void Citations(JsonElement block)
    {
        if (Must.Exists(block, "citations"))
        {
            foreach (var citation in Must.Array(block, "citations").EnumerateArray())
            {
                Must.Filled(citation, "type");
            }
        }
    }
}
