using Tollgate.Exchange.Chat;
using Tollgate.Loops;

namespace Tollgate.Exchange;

/// <summary>A provider format for chats: writes its requests and reads its answers. Has no state; one of each exists.</summary>
internal abstract class ChatUpstream
{
    public abstract WireFormat Format { get; }

    /// <summary>How its streams are framed.</summary>
    public abstract FrameKind Frames { get; }

    /// <summary>It has custom tools, whose input is free text (<see cref="Chat.ToolSpec.IsCustom"/>).</summary>
    public virtual bool TakesCustomTools => false;

    /// <summary>Writes the body. What the format cannot say it reports in <paramref name="notes"/>.</summary>
    public abstract void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json);

    /// <summary>Writes header lines (with CR LF) that this request needs besides the provider's own, such as <c>anthropic-beta</c>.</summary>
    public virtual void WriteHeaderLines(ChatRequest request, UpstreamCall call, SendBuffer bytes)
    {
    }

    /// <summary>What reads one answer and tells <paramref name="sink"/>.</summary>
    public abstract AnswerReader NewReader(AnswerSink sink, UpstreamCall call);

    /// <summary>Reads the body of an answer with a status of 400 or more, or one that is an error in spite of its status.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="body">Its body, perhaps cut, perhaps no JSON.</param>
    public abstract UpstreamFailure ReadFailure(int status, ReadOnlyMemory<byte> body);

    /// <summary>As the other, for vendors that say beside the body what kind of error it is.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="errorType">The answer's header <c>x-amzn-errortype</c>; empty where there is none.</param>
    /// <param name="body">Its body.</param>
    public virtual UpstreamFailure ReadFailure(int status, ReadOnlySpan<byte> errorType, ReadOnlyMemory<byte> body) => ReadFailure(status, body);
}
