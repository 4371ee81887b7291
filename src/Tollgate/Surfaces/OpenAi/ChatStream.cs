using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// Writes an answer as a stream of <c>chat.completion.chunk</c>: the role first, one chunk for each piece as it comes, one end for each choice, usage
/// in a chunk without choices where the client asked for it, <c>[DONE]</c>.
/// </summary>
internal sealed class ChatStream(AnswerContext context) : AnswerSink
{
    private readonly List<ChatStreamChoice> _choices = [];
    private byte[] _head = [];
    private TokenUsage? _usage;

    private JsonOut Json => context.Out;

    public override void Begin(in AnswerStart start)
    {
        if (_head.Length == 0)
        {
            _head = ChunkHead.Of("data: "u8, "chatcmpl-"u8, "chat.completion.chunk"u8, start, context);
            At(0);
        }
    }

    public override void Text(int choice, JsonString piece)
    {
        EndThought(choice);
        BeginChunk(choice);
        Json.Name("content"u8);
        Json.String(piece);
        EndChunk();
    }

    public override void Reasoning(int choice, JsonString piece, bool isSummary)
    {
        var at = At(choice);
        FlushNote(choice, default);
        at.Think(isSummary);
        Follow(at)?.Text(piece, isSummary);
        BeginChunk(choice);
        Json.Name("reasoning_content"u8);
        Json.String(piece);
        Json.Name("reasoning_details"u8);
        Json.BeginArray();
        ReasoningDetails.WriteText(Json, piece, isSummary, at.Thought);
        Json.EndArray();
        EndChunk();
    }

    public override void State(int choice, OpaqueState state)
    {
        var at = At(choice);
        FlushNote(choice, default);
        at.Pending = state.Keep();
        Follow(at)?.State(at.Pending);
    }

    public override void ToolCall(int choice, int call, JsonString id, JsonString name)
    {
        var at = At(choice);
        var note = at.Pending;
        FlushNote(choice, id);
        at.EndThought(hadNote: false);
        at.Trail?.Call(id);
        if (!at.TryBegin(call) || (context.LegacyFunctions && call > 0))
        {
            return; // the older way knows one call
        }

        BeginChunk(choice);
        if (context.LegacyFunctions)
        {
            Json.Name("function_call"u8);
            ChatCalls.WriteFunction(Json, name, default);
        }
        else
        {
            BeginCall(call);
            ChatCalls.WriteHead(Json, id, note);
            Json.Name("function"u8);
            ChatCalls.WriteFunction(Json, name, default);
            EndCall();
        }

        EndChunk();
    }

    public override void ToolArguments(int choice, int call, JsonString piece)
    {
        var at = At(choice);
        if (!at.TryGiveArguments(call) || (context.LegacyFunctions && call > 0))
        {
            return;
        }

        FlushNote(choice, default);
        BeginChunk(choice);
        if (!context.LegacyFunctions)
        {
            BeginCall(call);
        }

        Json.Name(context.LegacyFunctions ? "function_call"u8 : "function"u8);
        Json.BeginObject();
        Json.Name("arguments"u8);
        Json.String(piece);
        Json.EndObject();
        if (!context.LegacyFunctions)
        {
            EndCall();
        }

        EndChunk();
    }

    public override void Refusal(int choice, JsonString piece)
    {
        EndThought(choice);
        BeginChunk(choice);
        Json.Name("refusal"u8);
        Json.String(piece);
        EndChunk();
    }

    public override void Cite(int choice, Citation citation)
    {
        EndThought(choice);
        BeginChunk(choice);
        Json.Name("annotations"u8);
        Json.BeginArray();
        ChatExtras.WriteCitation(Json, citation);
        Json.EndArray();
        EndChunk();
    }

    public override void Media(int choice, MediaPart part)
    {
        EndThought(choice);
        var at = At(choice);
        BeginChunk(choice);
        if (part.Kind == MediaKind.Audio)
        {
            Json.Name("audio"u8);
            ChatExtras.WriteAudio(Json, part, context);
        }
        else
        {
            Json.Name("images"u8);
            Json.BeginArray();
            ChatExtras.WriteImage(Json, part, at.Images++);
            Json.EndArray();
        }

        EndChunk();
    }

    public override void Logprobs(int choice, ReadOnlyMemory<byte> content)
    {
        At(choice);
        BeginChunk(choice);
        Json.EndObject();
        Json.Bytes.Write(",\"logprobs\":{\"content\":"u8);
        Json.Bytes.Write(content.Span);
        Json.Bytes.Write(",\"refusal\":null},\"finish_reason\":null}]"u8);
        EndDocument();
    }

    public override void Finish(int choice, FinishReason reason, JsonString stopSequence)
    {
        var at = At(choice);
        if (at.IsFinished)
        {
            return;
        }

        EndThought(choice);
        for (var call = 0; call < at.Calls; call++)
        {
            if (!at.HasArguments(call))
            {
                ToolArguments(choice, call, new JsonString("{}"u8.ToArray())); // clients parse what they get
            }
        }

        at.IsFinished = true;
        BeginChunk(choice);
        Json.EndObject();
        Json.Bytes.Write(",\"logprobs\":null,\"finish_reason\":\""u8);
        Json.Bytes.Write(ChatFinish.Word(reason, at.Calls > 0, context.LegacyFunctions));
        Json.Bytes.Write("\"}]"u8);
        EndDocument();
    }

    public override void Usage(in TokenUsage usage) => _usage = usage;

    public override void Fail(UpstreamFailure failure)
    {
        Json.Bytes.Write("data: "u8);
        Json.Restart();
        OpenAiErrors.Write(failure, FailureKinds.StatusOf(failure.Kind), Json);
        Json.Bytes.Write("\n\n"u8);
    }

    public override void End()
    {
        At(0); // even an empty answer is an answer
        for (var choice = 0; choice < _choices.Count; choice++)
        {
            Finish(choice, FinishReason.Unknown, default);
        }

        if (context.IncludeUsage && _usage is { } usage)
        {
            Json.Bytes.Write(_head);
            Json.Bytes.Write("],\"usage\":"u8);
            Json.Restart();
            ChatUsage.Write(Json, usage);
            Json.Bytes.Write("}\n\n"u8);
        }

        Json.Bytes.Write("data: [DONE]\n\n"u8);
    }

    /// <summary>The choice, which begins with its role.</summary>
    private ChatStreamChoice At(int choice)
    {
        if (_head.Length == 0)
        {
            Begin(default);
        }

        while (_choices.Count <= choice && _choices.Count < AnswerCollector.MaxChoices)
        {
            _choices.Add(new ChatStreamChoice());
            BeginChunk(_choices.Count - 1);
            Json.Name("role"u8);
            Json.Ascii("assistant"u8);
            Json.Name("content"u8);
            Json.Ascii(default);
            EndChunk();
        }

        return _choices[Math.Clamp(choice, 0, _choices.Count - 1)];
    }

    private ReasoningTrail? Follow(ChatStreamChoice at) => at.Trail ??= context.Memory is { } memory ? new ReasoningTrail(memory, context.Owner) : null;

    /// <summary>Something else than a thought follows.</summary>
    private void EndThought(int choice)
    {
        var at = At(choice);
        FlushNote(choice, default);
        at.EndThought(hadNote: false);
        at.Trail?.Other();
    }

    private void FlushNote(int choice, JsonString callId)
    {
        var at = At(choice);
        if (at.Pending is not { } note)
        {
            return;
        }

        at.Pending = null;
        BeginChunk(choice);
        Json.Name("reasoning_details"u8);
        Json.BeginArray();
        ReasoningDetails.WriteState(Json, default, isSummary: false, note, callId, at.Thought);
        Json.EndArray();
        EndChunk();
        at.EndThought(hadNote: true);
    }

    private void BeginChunk(int choice)
    {
        Json.Bytes.Write(_head);
        Json.Bytes.Write("{\"index\":"u8);
        Json.Bytes.Write((long)Math.Clamp(choice, 0, AnswerCollector.MaxChoices - 1));
        Json.Bytes.Write(",\"delta\":"u8);
        Json.Restart();
        Json.BeginObject();
    }

    private void EndChunk()
    {
        Json.EndObject();
        Json.Bytes.Write(",\"logprobs\":null,\"finish_reason\":null}]"u8);
        EndDocument();
    }

    private void EndDocument() => Json.Bytes.Write(context.IncludeUsage ? ",\"usage\":null}\n\n"u8 : "}\n\n"u8);

    private void BeginCall(int call)
    {
        Json.Name("tool_calls"u8);
        Json.BeginArray();
        Json.BeginObject();
        Json.Name("index"u8);
        Json.Number(call);
    }

    private void EndCall()
    {
        Json.EndObject();
        Json.EndArray();
    }
}
