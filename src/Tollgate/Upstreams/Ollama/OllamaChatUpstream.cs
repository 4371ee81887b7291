using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Ollama;

/// <summary>Ollama's own <c>POST /api/chat</c>: one JSON document in each line of a stream.</summary>
internal sealed class OllamaChatUpstream : ChatUpstream
{
    public override WireFormat Format => WireFormat.OllamaChat;

    public override FrameKind Frames => FrameKind.Lines;

    public override void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        call.WriteModel(json);
        new OllamaMessages(request, notes, json).Write();
        OllamaTools.Write(request, notes, json);
        OllamaSettings.Write(request, call, notes, json);
        json.Name("stream"u8);
        json.Bool(call.Stream);
        json.EndObject();
    }

    public override AnswerReader NewReader(AnswerSink sink, UpstreamCall call) => new OllamaReader(sink);

    public override UpstreamFailure ReadFailure(int status, ReadOnlyMemory<byte> body) => OllamaFailure.OfBody(status, body);
}
