using System.Buffers;
using Tollgate.Json;
using Tollgate.Metering;

namespace Tollgate.Exchange.Chat;

/// <summary>Gathers an answer, for clients that want it whole. Copies what it is given.</summary>
internal sealed class AnswerCollector : AnswerSink
{
    /// <summary>Answers to one request at most, which is what OpenAI allows; a provider that numbers higher is not believed.</summary>
    public const int MaxChoices = 128;

    private readonly List<Gathering> _gatherings = [];

    /// <summary>The answer so far; whole after <see cref="End"/>.</summary>
    public ChatAnswer Answer { get; } = new();

    /// <summary>It has come to its end.</summary>
    public bool IsEnded { get; private set; }

    public override void Begin(in AnswerStart start) =>
        Answer.Start = start with { Id = start.Id.Keep(), Model = start.Model.Keep() };

    public override void Text(int choice, JsonString piece) => At(choice).AddText(PieceKind.Text, piece);

    public override void Reasoning(int choice, JsonString piece, bool isSummary) =>
        At(choice).AddText(isSummary ? PieceKind.Summary : PieceKind.Reasoning, piece);

    public override void State(int choice, OpaqueState state) => At(choice).AddState(state.Keep());

    public override void ToolCall(int choice, int call, JsonString id, JsonString name) => At(choice).BeginCall(call, id.Keep(), name.Keep());

    public override void ToolArguments(int choice, int call, JsonString piece) => At(choice).AddArguments(call, piece);

    public override void Refusal(int choice, JsonString piece) => At(choice).AddText(PieceKind.Refusal, piece);

    public override void Cite(int choice, Citation citation) => At(choice).Cite(citation.Keep());

    public override void Search(int choice, SearchPart search) => At(choice).AddPart(search.Keep());

    public override void Media(int choice, MediaPart part) => At(choice).AddPart(
        part with { MediaType = part.MediaType.Keep(), Base64 = part.Base64.Keep(), Url = part.Url.Keep(), Name = part.Name.Keep(), PlainText = part.PlainText.Keep() });

    public override void Logprobs(int choice, ReadOnlyMemory<byte> content) => At(choice).Choice.Logprobs.Add(content.ToArray());

    public override void Finish(int choice, FinishReason reason, JsonString stopSequence)
    {
        var gathering = At(choice);
        gathering.Choice.Finish = reason;
        gathering.Choice.StopSequence = stopSequence.Keep();
    }

    public override void Usage(in TokenUsage usage) => Answer.Usage = usage;

    public override void Fail(UpstreamFailure failure) => Answer.Failure = failure;

    public override void End()
    {
        At(0); // even an empty answer is an answer
        foreach (var gathering in _gatherings)
        {
            gathering.Close();
        }

        IsEnded = true;
    }

    private Gathering At(int choice)
    {
        choice = Math.Clamp(choice, 0, MaxChoices - 1);
        while (_gatherings.Count <= choice)
        {
            var gathering = new Gathering();
            _gatherings.Add(gathering);
            Answer.Choices.Add(gathering.Choice);
        }

        return _gatherings[choice];
    }

    private enum PieceKind : byte
    {
        None,
        Text,
        Reasoning,
        Summary,
        Refusal,
    }

    /// <summary>One choice while it grows.</summary>
    private sealed class Gathering
    {
        private readonly ArrayBufferWriter<byte> _text = new();
        private readonly List<(int Call, int Place, JsonString Id, JsonString Name, ArrayBufferWriter<byte> Arguments)> _calls = [];
        private readonly List<Citation> _citations = [];
        private PieceKind _kind;

        public ChatChoice Choice { get; } = new();

        public void AddText(PieceKind kind, JsonString piece)
        {
            if (kind != _kind)
            {
                CloseText(null);
                _kind = kind;
            }

            _text.Write(piece.Span);
        }

        public void AddState(OpaqueState state)
        {
            if (_kind is not (PieceKind.Reasoning or PieceKind.Summary))
            {
                CloseText(null);
                _kind = PieceKind.Reasoning;
            }

            CloseText(state);
        }

        public void Cite(Citation citation) => _citations.Add(citation);

        public void AddPart(Part part)
        {
            CloseText(null);
            Choice.Parts.Add(part);
        }

        public void BeginCall(int call, JsonString id, JsonString name)
        {
            CloseText(null);
            _calls.Add((call, Choice.Parts.Count, id, name, new ArrayBufferWriter<byte>()));
            Choice.Parts.Add(new ToolCallPart(id, name, default)); // its arguments follow when it is closed
        }

        public void AddArguments(int call, JsonString piece)
        {
            for (var i = _calls.Count - 1; i >= 0; i--)
            {
                if (_calls[i].Call == call)
                {
                    _calls[i].Arguments.Write(piece.Span);
                    return;
                }
            }
        }

        public void Close()
        {
            CloseText(null);
            foreach (var (_, place, id, name, escaped) in _calls)
            {
                var arguments = new JsonString(escaped.WrittenMemory).Decode();
                Choice.Parts[place] = new ToolCallPart(id, name, arguments) { IsBroken = !arguments.IsEmpty && !JsonScan.IsValue(arguments.Span) };
            }
        }

        private void CloseText(OpaqueState? state)
        {
            if (_kind == PieceKind.None)
            {
                return;
            }

            var text = new JsonString(_text.WrittenSpan.ToArray());
            _text.ResetWrittenCount();
            var kind = _kind;
            _kind = PieceKind.None;
            Choice.Parts.Add(kind switch
            {
                PieceKind.Text => new TextPart(text) { Citations = [.. _citations] },
                PieceKind.Refusal => new RefusalPart(text),
                _ => new ReasoningPart(text) { State = state, IsSummary = kind == PieceKind.Summary },
            });
            _citations.Clear();
        }
    }
}
