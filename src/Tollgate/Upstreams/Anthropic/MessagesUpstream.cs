using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>Anthropic's <c>POST /v1/messages</c>, as providers speak it: Anthropic itself, Claude at Google, and vendors that copy the format.</summary>
internal sealed class MessagesUpstream : ChatUpstream
{
    public override WireFormat Format => WireFormat.AnthropicMessages;

    public override FrameKind Frames => FrameKind.Sse;

    public override void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json) =>
        new MessagesRequestBody(request, call, notes, json).Write();

    public override AnswerReader NewReader(AnswerSink sink, UpstreamCall call) => new MessagesReader(sink);

    public override UpstreamFailure ReadFailure(int status, ReadOnlyMemory<byte> body) => MessagesFailure.Read(status, body);
}
