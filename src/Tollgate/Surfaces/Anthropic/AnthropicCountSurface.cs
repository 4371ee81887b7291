using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Exchange.Counting;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>Anthropic's <c>POST /v1/messages/count_tokens</c>.</summary>
/// <param name="messages">Anthropic's chat format.</param>
internal sealed class AnthropicCountSurface(ChatSurface messages) : CountSurface(messages)
{
    public override WireFormat Format => WireFormat.AnthropicCount;

    public override void Write(ChatRequest request, CountAnswer answer, AnswerContext context) => Write(answer.Tokens, context.Out);

    /// <summary>Writes the answer.</summary>
    public static void Write(long tokens, JsonOut json)
    {
        json.BeginObject();
        json.Name("input_tokens"u8);
        json.Number(tokens);
        json.EndObject();
    }

    protected override JsonNode ChatIn(JsonNode body) => body;
}
