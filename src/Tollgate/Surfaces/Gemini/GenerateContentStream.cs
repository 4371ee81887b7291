using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.Gemini;

/// <summary>
/// Writes an answer as Google streams it: whole <c>GenerateContentResponse</c>s that hold a piece each, as events or as one growing array. The last
/// one has the finish reasons and the usage; there is no end mark.
/// </summary>
internal sealed class GenerateContentStream(AnswerContext context) : AnswerSink
{
    private readonly StreamCandidate _first = new();
    private List<StreamCandidate>? _others;
    private JsonString _id;
    private TokenUsage? _usage;
    private bool _hasWritten;

    public override void Begin(in AnswerStart start) => _id = start.Id.Keep();

    public override void Text(int choice, JsonString piece)
    {
        if (!piece.IsEmpty)
        {
            var candidate = BeginPiece(choice);
            candidate.Parts.Text(piece, context.Out);
            EndPiece(choice);
            if (context.Searches)
            {
                candidate.Sources.Add(piece);
            }
        }
    }

    public override void Reasoning(int choice, JsonString piece, bool isSummary)
    {
        if (!piece.IsEmpty)
        {
            var candidate = BeginPiece(choice);
            candidate.Parts.Thought(piece, context.Out);
            EndPiece(choice);
        }
    }

    public override void State(int choice, OpaqueState state)
    {
        var candidate = At(choice);
        if (!candidate.Parts.HasState)
        {
            candidate.Parts.State(state, context.Out);
            return;
        }

        BeginPiece(choice);
        candidate.Parts.State(state, context.Out);
        EndPiece(choice);
    }

    public override void ToolCall(int choice, int call, JsonString id, JsonString name) => At(choice).BeginCall(call, id, name);

    public override void ToolArguments(int choice, int call, JsonString piece) => At(choice).AddArguments(call, piece);

    /// <summary>Google has no refusals: the words are the answer.</summary>
    public override void Refusal(int choice, JsonString piece) => Text(choice, piece);

    public override void Cite(int choice, Citation citation) => At(choice).Sources.Cite(citation.Keep());

    public override void Search(int choice, SearchPart search)
    {
        base.Search(choice, search); // the note
        At(choice).Sources.Search(search.Keep());
    }

    public override void Media(int choice, MediaPart part)
    {
        var candidate = BeginPiece(choice);
        candidate.Parts.Media(part, context.Out);
        EndPiece(choice);
    }

    public override void Logprobs(int choice, ReadOnlyMemory<byte> content) => At(choice).AddLogprobs(content);

    public override void Finish(int choice, FinishReason reason, JsonString stopSequence) => At(choice).Finish(reason);

    public override void Usage(in TokenUsage usage) => _usage = usage;

    public override void Fail(UpstreamFailure failure)
    {
        BeginFrame();
        GoogleErrorBody.Write(failure, context.Out);
        EndFrame(isLast: true);
    }

    public override void End()
    {
        var json = context.Out;
        BeginFrame();
        json.BeginObject();
        json.Name("candidates"u8);
        json.BeginArray();
        WriteLast(_first, 0);
        for (var i = 0; i < _others?.Count; i++)
        {
            WriteLast(_others[i], i + 1);
        }

        json.EndArray();
        if (_usage is { } usage)
        {
            UsageMetadata.Write(usage, json);
        }

        WriteNames();
        json.EndObject();
        EndFrame(isLast: true);
    }

    private void WriteLast(StreamCandidate candidate, int choice)
    {
        var json = context.Out;
        BeginContent();
        if (candidate.WriteCalls(json) == 0 || candidate.Parts.HasState)
        {
            candidate.Parts.Empty(json); // Google's clients take a content without parts for a broken answer
        }

        EndContent(choice);
        candidate.WriteEnd(json);
        json.EndObject();
    }

    /// <summary>Opens a response with one part; calls that waited come first, as parts of the same.</summary>
    private StreamCandidate BeginPiece(int choice)
    {
        var candidate = At(choice);
        var json = context.Out;
        BeginFrame();
        json.BeginObject();
        json.Name("candidates"u8);
        json.BeginArray();
        BeginContent();
        if (candidate.HasCalls)
        {
            candidate.WriteCalls(json);
        }

        return candidate;
    }

    private void EndPiece(int choice)
    {
        var json = context.Out;
        EndContent(choice);
        json.EndObject();
        json.EndArray();
        WriteNames();
        json.EndObject();
        EndFrame(isLast: false);
    }

    private void BeginContent()
    {
        var json = context.Out;
        json.BeginObject();
        json.Name("content"u8);
        json.BeginObject();
        json.Name("parts"u8);
        json.BeginArray();
    }

    private void EndContent(int choice)
    {
        var json = context.Out;
        json.EndArray();
        json.Name("role"u8);
        json.Ascii("model"u8);
        json.EndObject();
        json.Name("index"u8);
        json.Number(Math.Clamp(choice, 0, AnswerCollector.MaxChoices - 1));
    }

    private void WriteNames() => AnswerNames.Write(_id, context);

    private void BeginFrame()
    {
        context.Out.Restart();
        context.Out.Bytes.Write(!context.AsArray ? "data: "u8 : _hasWritten ? ",\r\n"u8 : "["u8);
        _hasWritten = true;
    }

    private void EndFrame(bool isLast)
    {
        if (!context.AsArray)
        {
            context.Out.Bytes.Write("\r\n\r\n"u8);
        }
        else if (isLast)
        {
            context.Out.Bytes.Write("\r\n]"u8);
        }
    }

    private StreamCandidate At(int choice)
    {
        if (choice <= 0)
        {
            return _first;
        }

        choice = Math.Min(choice, AnswerCollector.MaxChoices - 1);
        _others ??= [];
        while (_others.Count < choice)
        {
            _others.Add(new StreamCandidate());
        }

        return _others[choice - 1];
    }
}
