using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// Writes an answer as a stream of <c>chat.completion.chunk</c>: the role first, one chunk for each piece as it comes, one end for each choice, then
/// the end of the stream (<see cref="ChunkFrame"/>).
/// </summary>
internal sealed class ChatStream(AnswerContext context) : AnswerSink
{
    private readonly ChatChunks _chunks = new(context);
    private readonly List<ChatStreamChoice> _choices = [];

    public override void Begin(in AnswerStart start)
    {
        if (!_chunks.Frame.HasBegun)
        {
            _chunks.Frame.Begin("chatcmpl-"u8, "chat.completion.chunk"u8, start);
            At(0);
        }
    }

    public override void Text(int choice, JsonString piece) => WriteText(choice, "content"u8, piece);

    public override void Reasoning(int choice, JsonString piece, bool isSummary) => At(choice).Thoughts.Tell(piece, isSummary);

    public override void State(int choice, OpaqueState state) => At(choice).Thoughts.Add(state);

    public override void ToolCall(int choice, int call, JsonString id, JsonString name)
    {
        var at = At(choice);
        at.Calls.Begin(call, id, name, at.Thoughts.Call(id));
    }

    public override void ToolArguments(int choice, int call, JsonString piece)
    {
        var at = At(choice);
        if (at.Calls.Takes(call))
        {
            at.Thoughts.WriteNote(default);
            at.Calls.WriteArguments(call, piece);
        }
    }

    public override void Refusal(int choice, JsonString piece) => WriteText(choice, "refusal"u8, piece);

    public override void Cite(int choice, Citation citation)
    {
        var json = _chunks.Begin(AtOther(choice).Index);
        json.Name("annotations"u8);
        json.BeginArray();
        ChatExtras.WriteCitation(json, citation);
        json.EndArray();
        _chunks.End();
    }

    public override void Media(int choice, MediaPart part)
    {
        var at = AtOther(choice);
        var json = _chunks.Begin(at.Index);
        if (part.Kind == MediaKind.Audio)
        {
            json.Name("audio"u8);
            ChatExtras.WriteAudio(json, part, context);
        }
        else
        {
            json.Name("images"u8);
            json.BeginArray();
            ChatExtras.WriteImage(json, part, at.Images++);
            json.EndArray();
        }

        _chunks.End();
    }

    public override void Logprobs(int choice, ReadOnlyMemory<byte> content)
    {
        _chunks.Begin(At(choice).Index);
        _chunks.EndWithLogprobs(content.Span);
    }

    public override void Finish(int choice, FinishReason reason, JsonString stopSequence)
    {
        var at = At(choice);
        if (at.IsFinished)
        {
            return;
        }

        at.Thoughts.Other();
        at.Calls.End();
        at.IsFinished = true;
        _chunks.Begin(at.Index);
        _chunks.EndWithReason(ChatFinish.Word(reason, at.Calls.Count > 0, context.LegacyFunctions));
    }

    public override void Usage(in TokenUsage usage) => _chunks.Frame.Usage(usage);

    public override void Fail(UpstreamFailure failure) => _chunks.Frame.Fail(failure);

    public override void End()
    {
        At(0); // even an empty answer is an answer
        for (var choice = 0; choice < _choices.Count; choice++)
        {
            Finish(choice, FinishReason.Unknown, default);
        }

        _chunks.Frame.End();
    }

    private void WriteText(int choice, ReadOnlySpan<byte> name, JsonString piece)
    {
        var json = _chunks.Begin(AtOther(choice).Index);
        json.Name(name);
        json.String(piece);
        _chunks.End();
    }

    /// <summary>The choice, whose thought is over: something else follows.</summary>
    private ChatStreamChoice AtOther(int choice)
    {
        var at = At(choice);
        at.Thoughts.Other();
        return at;
    }

    /// <summary>The choice, which begins with its role.</summary>
    private ChatStreamChoice At(int choice)
    {
        if (!_chunks.Frame.HasBegun)
        {
            Begin(default);
        }

        while (_choices.Count <= choice && _choices.Count < AnswerCollector.MaxChoices)
        {
            var begun = new ChatStreamChoice(_choices.Count, _chunks, context);
            _choices.Add(begun);
            var json = _chunks.Begin(begun.Index);
            json.Name("role"u8);
            json.Ascii("assistant"u8);
            json.Name("content"u8);
            json.Ascii(default);
            _chunks.End();
        }

        return _choices[Math.Clamp(choice, 0, _choices.Count - 1)];
    }
}
