using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Amazon Bedrock's <c>converse</c> and <c>converse-stream</c>. The model, and whether a stream is wanted, stand in the path.</summary>
internal sealed class BedrockConverseUpstream : ChatUpstream
{
    public override WireFormat Format => WireFormat.BedrockConverse;

    public override FrameKind Frames => FrameKind.AwsEvents;

    public override void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        var model = BedrockModel.Of(call.Model);
        json.BeginObject();
        new ConverseMessages(request, model, notes, json).Write();
        ConverseTools.Write(request, model, notes, json);
        ConverseSettings.Write(request, model, call, notes, json);
        json.EndObject();
    }

    public override AnswerReader NewReader(AnswerSink sink, UpstreamCall call) => new ConverseReader(sink);

    public override UpstreamFailure ReadFailure(int status, ReadOnlyMemory<byte> body) => ConverseFailure.Of(status, default, body);

    public override UpstreamFailure ReadFailure(int status, ReadOnlySpan<byte> errorType, ReadOnlyMemory<byte> body) =>
        ConverseFailure.Of(status, Encoding.UTF8.GetString(errorType), body);
}
