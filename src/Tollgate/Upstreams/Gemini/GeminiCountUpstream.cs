using System.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Exchange.Counting;
using Tollgate.Exchange.Unary;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Google's <c>:countTokens</c>: AI Studio takes the chat's own body in <c>generateContentRequest</c>, Vertex AI some of its fields at the top.</summary>
/// <param name="google">Google's chat format.</param>
internal sealed class GeminiCountUpstream(ChatUpstream google) : UnaryUpstreamOf<ChatRequest, CountAnswer>(google)
{
    private const string Vertex = "vertex";

    private static readonly string[] TakenByVertex = ["contents", "systemInstruction", "tools", "generationConfig"];

    private readonly ChatUpstream _google = google;

    public override WireFormat Format => WireFormat.GeminiCount;

    public override void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        var isVertex = call.Preset.Kind == Vertex;
        var body = BodyApart.Of(_google, request, call, notes);
        using var document = JsonDocument.Parse(body);
        json.BeginObject();
        if (!isVertex)
        {
            json.Name("generateContentRequest"u8);
            json.BeginObject();
            json.Name("model"u8);
            json.Text("models/" + call.Model);
        }

        foreach (var (name, value) in JsonNode.Of(document, body).Members)
        {
            if (!isVertex || Array.IndexOf(TakenByVertex, name) >= 0)
            {
                json.Name(Encoding.ASCII.GetBytes(name));
                json.Raw(value.Raw.Span);
            }
        }

        if (!isVertex)
        {
            json.EndObject();
        }

        json.EndObject();
    }

    public override bool TryRead(JsonNode body, ChatRequest request, CountAnswer into)
    {
        // Google leaves a count of 0 out.
        into.Tokens = body["totalTokens"u8].Whole ?? (body.IsObject && !body["error"u8].Exists ? 0 : -1);
        return into.Tokens >= 0;
    }
}
