using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// Makes a response out of an answer's pieces: its beginning, its output (<see cref="ResponsesOutput"/>), how it ended. Or, for a client that wants it
/// whole, the same without the events. There is one answer in this format; others are not asked for.
/// </summary>
internal sealed class ResponsesStream : AnswerSink
{
    private readonly ResponsesEvents _events;
    private readonly ResponsesOutput _output;
    private FinishReason _finish;
    private TokenUsage? _usage;
    private bool _ended;

    /// <summary>An answer that has not begun.</summary>
    /// <param name="context">Where it goes.</param>
    /// <param name="isWhole">The client wants it whole.</param>
    public ResponsesStream(AnswerContext context, bool isWhole = false)
    {
        _events = new ResponsesEvents(context) { IsOff = isWhole };
        _output = new ResponsesOutput(context, _events);
    }

    public override void Begin(in AnswerStart start)
    {
        _events.Response.Begin(start);
        _events.WriteResponse("response.created"u8, _output.Items, null);
        _events.WriteResponse("response.in_progress"u8, _output.Items, null);
    }

    public override void Text(int choice, JsonString piece)
    {
        if (choice == 0 && !piece.IsEmpty)
        {
            _output.AddText(piece);
        }
    }

    public override void Reasoning(int choice, JsonString piece, bool isSummary)
    {
        if (choice == 0 && !piece.IsEmpty)
        {
            _output.AddThought(piece);
        }
    }

    public override void State(int choice, OpaqueState state)
    {
        if (choice == 0)
        {
            _output.AddNote(state);
        }
    }

    public override void ToolCall(int choice, int call, JsonString id, JsonString name)
    {
        if (choice == 0)
        {
            _output.BeginCall(call, id, name);
        }
    }

    public override void ToolArguments(int choice, int call, JsonString piece)
    {
        if (choice == 0 && !piece.IsEmpty)
        {
            _output.AddArguments(call, piece);
        }
    }

    public override void Refusal(int choice, JsonString piece)
    {
        if (choice == 0 && !piece.IsEmpty)
        {
            _output.AddRefusal(piece);
        }
    }

    public override void Cite(int choice, Citation citation)
    {
        if (choice == 0)
        {
            _output.Cite(citation);
        }
    }

    public override void Search(int choice, SearchPart search)
    {
        if (choice == 0)
        {
            _output.AddSearch(search);
        }
    }

    /// <inheritdoc/>
    /// <remarks>There is no place for sound.</remarks>
    public override void Media(int choice, MediaPart part)
    {
        if (choice == 0 && part.Kind == MediaKind.Image && !part.Base64.IsEmpty)
        {
            _output.AddPicture(part);
        }
    }

    public override void Logprobs(int choice, ReadOnlyMemory<byte> content)
    {
        if (choice == 0)
        {
            _output.AddLogprobs(content.Span);
        }
    }

    public override void Finish(int choice, FinishReason reason, JsonString stopSequence)
    {
        if (choice == 0)
        {
            _finish = reason;
            _output.IsCutOff = reason == FinishReason.Length;
            _output.CloseAll();
        }
    }

    public override void Usage(in TokenUsage usage) => _usage = usage;

    public override void Fail(UpstreamFailure failure)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _output.Abandon();
        _events.WriteError(failure);
        WriteFailed(failure);
    }

    public override void End()
    {
        if (_ended)
        {
            return;
        }

        _output.CloseAll();
        _ended = true;
        switch (_finish)
        {
            case FinishReason.Length:
                WriteIncomplete("max_output_tokens");
                break;
            case FinishReason.ContentFilter:
                WriteIncomplete("content_filter");
                break;
            case FinishReason.Error:
                WriteFailed(new UpstreamFailure { Kind = FailureKind.Server });
                break;
            default:
                _events.WriteLast("response.completed"u8, "completed"u8, _output.Items, _usage);
                break;
        }
    }

    private void WriteIncomplete(string reason)
    {
        _events.Response.IncompleteReason = reason;
        _events.WriteLast("response.incomplete"u8, "incomplete"u8, _output.Items, _usage);
    }

    private void WriteFailed(UpstreamFailure failure)
    {
        _events.Response.Failure = failure;
        _events.WriteLast("response.failed"u8, "failed"u8, _output.Items, _usage);
    }
}
