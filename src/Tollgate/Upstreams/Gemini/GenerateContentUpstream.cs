using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Google's <c>generateContent</c>, as AI Studio and Vertex AI speak it. Streams are asked for as events (<c>alt=sse</c>).</summary>
internal sealed class GenerateContentUpstream : ChatUpstream
{
    public override WireFormat Format => WireFormat.GeminiGenerate;

    public override FrameKind Frames => FrameKind.Sse;

    public override void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        var model = GeminiModel.Of(call.Model);
        var own = GeminiExtras.Of(request, notes);
        json.BeginObject();
        new GeminiContents(request, model, notes, json).Write();
        GeminiTools.Write(request, model, call.Preset.Kind == "vertex", notes, json);
        GeminiConfig.Write(request, model, own, notes, json);
        own.Write(json);
        json.EndObject();
    }

    public override AnswerReader NewReader(AnswerSink sink, UpstreamCall call) => new GenerateContentReader(sink, call);

    public override UpstreamFailure ReadFailure(int status, ReadOnlyMemory<byte> body) => GoogleFailure.OfBody(status, body);
}
