using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Exchange.Counting;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Google's <c>:countTokens</c>, which takes contents, or a whole request for the model in <c>generateContentRequest</c>.</summary>
/// <param name="google">Google's chat format.</param>
internal sealed class GeminiCountSurface(ChatSurface google) : CountSurface(google)
{
    public override WireFormat Format => WireFormat.GeminiCount;

    public override void Write(ChatRequest request, CountAnswer answer, AnswerContext context) => Write(answer.Tokens, context.Out);

    /// <summary>Writes the answer.</summary>
    public static void Write(long tokens, JsonOut json)
    {
        json.BeginObject();
        json.Name("totalTokens"u8);
        json.Number(tokens);
        json.EndObject();
    }

    protected override JsonNode ChatIn(JsonNode body) => GeminiField.Get(body, "generateContentRequest"u8) is { IsObject: true } inner ? inner : body;
}
