using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Exchange.Counting;
using Tollgate.Exchange.Unary;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>Anthropic's <c>POST /messages/count_tokens</c>: the chat's own body without what only an answer needs, which is refused there.</summary>
/// <param name="messages">Anthropic's chat format.</param>
internal sealed class AnthropicCountUpstream(ChatUpstream messages) : UnaryUpstreamOf<ChatRequest, CountAnswer>(messages)
{
    private static readonly string[] Taken =
    [
        "model", "anthropic_version", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "output_format", "cache_control",
        "mcp_servers", "context_management",
    ];

    private readonly ChatUpstream _messages = messages;

    public override WireFormat Format => WireFormat.AnthropicCount;

    public override void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        var body = BodyApart.Of(_messages, request, call, notes);
        using var document = JsonDocument.Parse(body);
        json.BeginObject();
        if (call.Preset.AnthropicBodyVersion is not null)
        {
            // Google's path has no model for this call.
            call.WriteModel(json);
        }

        foreach (var (name, value) in JsonNode.Of(document, body).Members)
        {
            if (Array.IndexOf(Taken, name) >= 0)
            {
                json.Name(System.Text.Encoding.ASCII.GetBytes(name));
                json.Raw(value.Raw.Span);
            }
        }

        json.EndObject();
    }

    public override bool TryRead(JsonNode body, ChatRequest request, CountAnswer into)
    {
        into.Tokens = body["input_tokens"u8].Whole ?? -1;
        return into.Tokens >= 0;
    }
}
