using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>OpenAI's responses format as providers speak it.</summary>
internal sealed class ResponsesUpstream : ChatUpstream
{
    public override WireFormat Format => WireFormat.OpenAiResponses;

    public override bool TakesCustomTools => true;

    public override FrameKind Frames => FrameKind.Sse;

    public override void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json) =>
        ResponsesRequestWriter.Write(request, call, notes, json);

    public override AnswerReader NewReader(AnswerSink sink, UpstreamCall call) => new ResponsesReader(sink);

    public override UpstreamFailure ReadFailure(int status, ReadOnlyMemory<byte> body) => OpenAiFailures.Read(status, body);
}
