using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Google's <c>:generateContent</c> and <c>:streamGenerateContent</c>. The model, and whether a stream is wanted, stand in the path and not in the body.</summary>
internal sealed class GenerateContentSurface : ChatSurface
{
    public override WireFormat Format => WireFormat.GeminiGenerate;

    public override void Read(JsonNode body, ChatRequest into, TranslationNotes notes)
    {
        RequestInstructions.Read(GeminiField.Get(body, "systemInstruction"u8), into, notes);
        new RequestContents(into, notes).Read(body["contents"u8]);
        RequestTools.Read(body["tools"u8], GeminiField.Get(body, "toolConfig"u8), into, notes);
        foreach (var (name, value) in body.Members)
        {
            switch (GeminiField.Camel(name))
            {
                case "systemInstruction" or "contents" or "tools" or "toolConfig" or "model":
                    break;
                case "generationConfig":
                    RequestSettings.Read(value, into, notes);
                    break;
                case "cachedContent" when value.Exists:
                    notes.Lose("cachedContent", Loss.Content, "only Google has what is cached there");
                    break;
                case "serviceTier" when value.IsString:
                    into.ServiceTier = value.Is("standard"u8) ? JsonString.Of("default") : value.Text;
                    break;
                case var extra when value.Exists:
                    into.Extras.Add(new KeyValuePair<string, ReadOnlyMemory<byte>>(extra, value.Raw));
                    break;
            }
        }
    }

    public override AnswerSink NewStream(AnswerContext context) => new GenerateContentStream(context);

    public override void WriteWhole(ChatAnswer answer, AnswerContext context) => GenerateContentWhole.Write(answer, context);

    public override int WriteFailure(UpstreamFailure failure, int status, AnswerContext context)
    {
        GoogleErrorBody.Write(failure, context.Out);
        return GoogleErrorBody.StatusOf(failure.Kind);
    }
}
