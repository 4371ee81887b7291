using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>Anthropic's <c>POST /v1/messages</c>, as its clients speak it.</summary>
internal sealed class MessagesSurface : ChatSurface
{
    public override WireFormat Format => WireFormat.AnthropicMessages;

    public override void Read(JsonNode body, ChatRequest into, TranslationNotes notes) => new MessagesRequest(into, notes).Read(body);

    public override AnswerSink NewStream(AnswerContext context) => new MessagesStream(context);

    public override void WriteWhole(ChatAnswer answer, AnswerContext context) => MessagesAnswer.Write(answer, context);

    public override int WriteFailure(UpstreamFailure failure, int status, AnswerContext context)
    {
        MessagesError.Write(failure, context);
        return MessagesError.StatusOf(failure.Kind, status);
    }
}
