using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Cohere;

/// <summary>Cohere's <c>POST /v2/chat</c>.</summary>
internal sealed class CohereChatUpstream : ChatUpstream
{
    public override WireFormat Format => WireFormat.CohereChat;

    public override FrameKind Frames => FrameKind.Sse;

    public override void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json) =>
        new CohereChatBody(request, call, notes, json).Write();

    public override AnswerReader NewReader(AnswerSink sink, UpstreamCall call) => new CohereReader(sink);

    public override UpstreamFailure ReadFailure(int status, ReadOnlyMemory<byte> body) => CohereFailure.Read(status, body);
}
