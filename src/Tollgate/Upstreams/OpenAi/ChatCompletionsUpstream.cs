using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>OpenAI's <c>POST /chat/completions</c>, as OpenAI and all its copies speak it; where they differ, <see cref="ChatQuirks"/> says how.</summary>
internal sealed class ChatCompletionsUpstream : ChatUpstream
{
    public override WireFormat Format => WireFormat.OpenAiChat;

    public override FrameKind Frames => FrameKind.Sse;

    public override void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json) =>
        new ChatBodyWriter(request, call, notes, json).Write();

    public override AnswerReader NewReader(AnswerSink sink, UpstreamCall call) => new ChatReader(sink);

    public override UpstreamFailure ReadFailure(int status, ReadOnlyMemory<byte> body) => OpenAiFailures.Read(status, body);
}
