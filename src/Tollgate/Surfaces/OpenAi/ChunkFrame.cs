using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// What stands around the choices of a stream's chunks, of chats and of the older completions: the head that all chunks share, and the stream's end,
/// which is usage in a chunk without choices where the client asked for it, and <c>[DONE]</c>.
/// </summary>
internal sealed class ChunkFrame(AnswerContext context)
{
    private byte[] _head = [];
    private TokenUsage? _usage;

    /// <summary>The head is known.</summary>
    public bool HasBegun => _head.Length > 0;

    /// <inheritdoc cref="CompletionDocument.HeadOf"/>
    public void Begin(ReadOnlySpan<byte> idPrefix, ReadOnlySpan<byte> kind, in AnswerStart start) =>
        _head = CompletionDocument.HeadOf("data: "u8, idPrefix, kind, start, context);

    /// <summary>Tokens for the end; the last ones count.</summary>
    public void Usage(TokenUsage usage) => _usage = usage;

    /// <summary>A chunk begins: its choice follows.</summary>
    public void BeginChunk() => context.Out.Bytes.Write(_head);

    /// <summary>The chunk is over, behind its choice.</summary>
    public void EndChunk() => context.Out.Bytes.Write(context.IncludeUsage ? "],\"usage\":null}\n\n"u8 : "]}\n\n"u8);

    /// <summary>The stream breaks off with an error.</summary>
    public void Fail(UpstreamFailure failure)
    {
        var json = context.Out;
        json.Bytes.Write("data: "u8);
        json.Restart();
        OpenAiErrors.Write(failure, FailureKinds.StatusOf(failure.Kind), json);
        json.Bytes.Write("\n\n"u8);
    }

    /// <summary>The stream is whole.</summary>
    public void End()
    {
        if (context.IncludeUsage && _usage is { } usage)
        {
            BeginChunk();
            CompletionDocument.End(usage, context.Out);
            context.Out.Bytes.Write("\n\n"u8);
        }

        context.Out.Bytes.Write("data: [DONE]\n\n"u8);
    }
}
