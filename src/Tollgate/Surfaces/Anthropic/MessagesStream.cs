using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>
/// Writes an answer as a stream of a message's events. Its blocks follow each other and never overlap, which calls of tools by other vendors may:
/// while the arguments of one are not whole, what else comes is held back, and follows when they are.
/// </summary>
internal sealed class MessagesStream(AnswerContext context) : AnswerSink
{
    private readonly MessagesEvents _events = new(context);
    private HeldBlocks? _held;
    private BlockKind _open;
    private int _index = -1;
    private int _call;
    private ArgumentsScan _arguments;
    private FinishReason _finish;
    private JsonString _sequence;
    private TokenUsage? _usage;
    private bool _begun;
    private bool _ended;
    private bool _called;
    private bool _refused;
    private int _searches;

    /// <summary>A call's arguments have begun or are about to, or something waits for such: nothing else may be written now.</summary>
    private bool MustHold => _held is { Count: > 0 } || (_open == BlockKind.Call && !_arguments.IsWhole);

    public override void Begin(in AnswerStart start)
    {
        if (!_begun)
        {
            _begun = true;
            _events.MessageStart(start);
        }
    }

    public override void Text(int choice, JsonString piece) => AddText(choice, BlockKind.Text, piece);

    public override void Reasoning(int choice, JsonString piece, bool isSummary) =>
        AddText(choice, isSummary ? BlockKind.Summary : BlockKind.Thinking, piece);

    public override void Refusal(int choice, JsonString piece)
    {
        _refused |= choice == 0;
        AddText(choice, BlockKind.Refusal, piece);
    }

    public override void State(int choice, OpaqueState state)
    {
        if (!IsWanted(choice))
        {
            return;
        }

        if (MustHold)
        {
            Hold(new HeldBlock(BlockKind.State) { State = state.Keep() }, state.Data.Span.Length);
        }
        else
        {
            WriteState(state);
        }
    }

    public override void ToolCall(int choice, int call, JsonString id, JsonString name)
    {
        if (!IsWanted(choice))
        {
            return;
        }

        _called = true;
        if (MustHold)
        {
            Hold(new HeldBlock(BlockKind.Call) { Call = call, Id = id.Keep(), Name = name.Keep() }, id.Span.Length + name.Span.Length);
        }
        else
        {
            OpenCall(call, id, name);
        }
    }

    public override void ToolArguments(int choice, int call, JsonString piece)
    {
        if (!IsWanted(choice) || piece.IsEmpty)
        {
            return;
        }

        if (_open == BlockKind.Call && _call == call)
        {
            WriteArguments(piece);
            if (_arguments.IsWhole && _held is { Count: > 0 })
            {
                Release(all: false);
            }

            return;
        }

        _held?.AddArguments(call, piece);
        BreakIfOverfull();
    }

    public override void Cite(int choice, Citation citation)
    {
        if (!IsWanted(choice))
        {
            return;
        }

        if (_held is { Count: > 0 })
        {
            _held.Cite(citation);
            BreakIfOverfull();
        }
        else if (_open == BlockKind.Text)
        {
            _events.CitationsDelta(_index, citation);
        }
    }

    public override void Search(int choice, SearchPart search)
    {
        if (!IsWanted(choice))
        {
            return;
        }

        if (MustHold)
        {
            var kept = search.Keep();
            Hold(new HeldBlock(BlockKind.Search) { Search = kept }, MessagesSearch.SizeOf(kept));
        }
        else
        {
            WriteSearch(search);
        }
    }

    public override void Media(int choice, MediaPart part)
    {
        if (!MustHold)
        {
            Close();
        }

        AddText(choice, BlockKind.Text, MessagesBlock.TextOf(part));
        if (!MustHold)
        {
            Close();
        }
    }

    public override void Logprobs(int choice, ReadOnlyMemory<byte> content)
    {
        // This format has none, and its clients cannot ask for any.
    }

    public override void Finish(int choice, FinishReason reason, JsonString stopSequence)
    {
        if (choice == 0)
        {
            _finish = reason;
            _sequence = stopSequence.Keep();
        }
    }

    public override void Usage(in TokenUsage usage) => _usage = usage;

    public override void Fail(UpstreamFailure failure)
    {
        if (!_ended)
        {
            _ended = true;
            _events.Error(failure);
        }
    }

    public override void End()
    {
        if (!IsWanted(0))
        {
            return;
        }

        Release(all: true);
        Close();
        _ended = true;
        _events.MessageDelta(_finish, _sequence, _called, _refused, _usage);
        _events.MessageStop();
    }

    /// <summary>There is one answer in this format; others are not asked for.</summary>
    private bool IsWanted(int choice)
    {
        if (choice != 0 || _ended)
        {
            return false;
        }

        Begin(default);
        return true;
    }

    private void AddText(int choice, BlockKind kind, JsonString piece)
    {
        if (piece.IsEmpty || !IsWanted(choice))
        {
            return;
        }

        if (!MustHold)
        {
            WriteText(kind, piece);
            return;
        }

        (_held ??= new HeldBlocks()).AddText(kind, piece);
        BreakIfOverfull();
    }

    private void WriteText(BlockKind kind, JsonString piece)
    {
        var isThought = kind is BlockKind.Thinking or BlockKind.Summary;
        if (_open != kind)
        {
            Open(kind);
            if (isThought)
            {
                _events.ThinkingStart(_index);
            }
            else
            {
                _events.TextStart(_index);
            }
        }

        if (isThought)
        {
            _events.ThinkingDelta(_index, piece);
        }
        else
        {
            _events.TextDelta(_index, piece);
        }
    }

    /// <summary>A note ends the thoughts that it signs, or stands alone before what it belongs to.</summary>
    private void WriteState(OpaqueState state)
    {
        if (state.Origin == StateOrigin.AnthropicRedacted)
        {
            Open(BlockKind.State);
            _events.RedactedStart(_index, state.Data);
        }
        else
        {
            if (_open is not (BlockKind.Thinking or BlockKind.Summary))
            {
                Open(BlockKind.Thinking);
                _events.ThinkingStart(_index);
            }

            _events.SignatureDelta(_index, MessagesBlock.SignatureOf(state));
        }

        Close();
    }

    /// <summary>A search as this vendor shows its own: what was searched for, then what was found. This vendor's go as they were.</summary>
    private void WriteSearch(SearchPart search)
    {
        foreach (var block in MessagesSearch.BlocksOf(search, context, _searches++))
        {
            Open(BlockKind.Search);
            _events.SearchBlock(_index, block);
            Close();
        }

        if (search.State is { Origin: not StateOrigin.AnthropicSearch } foreign)
        {
            WriteState(foreign);
        }
    }

    private void OpenCall(int call, JsonString id, JsonString name)
    {
        Open(BlockKind.Call);
        _call = call;
        _arguments = default;
        _events.CallStart(_index, id, name);
    }

    private void WriteArguments(JsonString piece)
    {
        if (!piece.IsEmpty)
        {
            _arguments.Add(piece.Span);
            _events.InputDelta(_index, piece);
        }
    }

    private void Open(BlockKind kind)
    {
        Close();
        _index++;
        _open = kind;
    }

    private void Close()
    {
        if (_open != BlockKind.None)
        {
            _events.BlockStop(_index);
            _open = BlockKind.None;
        }
    }

    private void Hold(HeldBlock block, int bytes)
    {
        (_held ??= new HeldBlocks()).Add(block, bytes);
        BreakIfOverfull();
    }

    private void BreakIfOverfull()
    {
        if (_held is { IsOverfull: true })
        {
            _held = null;
            Fail(new UpstreamFailure { Kind = FailureKind.Server, Message = "The provider mixes more tool calls than can be put in order." });
        }
    }

    /// <summary>Writes what was held back, up to the next call whose arguments are not whole, or all of it at the end.</summary>
    private void Release(bool all)
    {
        var released = 0;
        while (_held is not null && released < _held.Count)
        {
            Release(_held[released++]);
            if (!all && _open == BlockKind.Call && !_arguments.IsWhole)
            {
                break;
            }
        }

        _held?.RemoveFirst(released);
    }

    private void Release(HeldBlock block)
    {
        switch (block.Kind)
        {
            case BlockKind.Call:
                OpenCall(block.Call, block.Id, block.Name);
                WriteArguments(block.Text);
                break;
            case BlockKind.State:
                WriteState(block.State!);
                break;
            case BlockKind.Search:
                WriteSearch(block.Search!);
                break;
            default:
                WriteText(block.Kind, block.Text);
                foreach (var citation in block.Citations)
                {
                    _events.CitationsDelta(_index, citation);
                }

                break;
        }
    }
}
