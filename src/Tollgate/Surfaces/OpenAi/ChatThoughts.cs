using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// The thoughts of one choice of a stream: their texts, numbered, and the provider's notes between them. Follows them for the memory, where reasoning
/// is kept.
/// </summary>
internal sealed class ChatThoughts(int choice, ChatChunks chunks, AnswerContext context)
{
    private OpaqueState? _note;
    private ReasoningTrail? _trail;
    private int _number;
    private bool _isThinking;
    private bool _isSummary;

    /// <summary>More of a thought: another one than before where the kind has changed.</summary>
    public void Tell(JsonString piece, bool isSummary)
    {
        WriteNote(default);
        if (_isThinking && isSummary != _isSummary)
        {
            _number++;
        }

        _isThinking = true;
        _isSummary = isSummary;
        Follow()?.Text(piece, isSummary);
        var json = chunks.Begin(choice);
        json.Name("reasoning_content"u8);
        json.String(piece);
        json.Name("reasoning_details"u8);
        json.BeginArray();
        ReasoningDetails.WriteText(json, piece, isSummary, _number);
        json.EndArray();
        chunks.End();
    }

    /// <summary>A note, which waits for the next piece: only that tells whether a call follows it.</summary>
    public void Add(OpaqueState state)
    {
        WriteNote(default);
        _note = state.Keep();
        Follow()?.State(_note);
    }

    /// <summary>A call follows.</summary>
    /// <returns>The note that stands right before it; null for none.</returns>
    public OpaqueState? Call(JsonString id)
    {
        var note = _note;
        WriteNote(id);
        EndThought();
        _trail?.Call(id);
        return note;
    }

    /// <summary>Something else than a thought or a call follows.</summary>
    public void Other()
    {
        WriteNote(default);
        EndThought();
        _trail?.Other();
    }

    /// <summary>Writes the note that waits, if any.</summary>
    /// <param name="callId">The call that follows it; empty for none.</param>
    public void WriteNote(JsonString callId)
    {
        if (_note is not { } note)
        {
            return;
        }

        _note = null;
        var json = chunks.Begin(choice);
        json.Name("reasoning_details"u8);
        json.BeginArray();
        ReasoningDetails.WriteState(json, default, isSummary: false, note, callId, _number++);
        json.EndArray();
        chunks.End();
        _isThinking = false;
    }

    private void EndThought()
    {
        if (_isThinking)
        {
            _number++;
        }

        _isThinking = false;
    }

    private ReasoningTrail? Follow() => _trail ??= context.Memory is { } memory ? new ReasoningTrail(memory, context.Owner) : null;
}
