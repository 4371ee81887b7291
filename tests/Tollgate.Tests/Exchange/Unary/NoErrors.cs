using Tollgate.Exchange;

namespace Tollgate.Tests.Exchange.Unary;

/// <summary>A vendor's chat format of which only the reading of errors is used.</summary>
internal sealed class NoErrors : ChatUpstream
{
    public static NoErrors Instance { get; } = new();

    public override WireFormat Format => WireFormat.None;

    public override FrameKind Frames => FrameKind.None;

    public override void Write(Tollgate.Exchange.Chat.ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json) => throw new NotSupportedException();

    public override AnswerReader NewReader(Tollgate.Exchange.Chat.AnswerSink sink, UpstreamCall call) => throw new NotSupportedException();

    public override UpstreamFailure ReadFailure(int status, ReadOnlyMemory<byte> body) => new() { Kind = FailureKinds.OfStatus(status) };
}
