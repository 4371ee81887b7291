using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>One candidate of a stream while it grows. What is rare is made when it comes.</summary>
internal sealed class StreamCandidate
{
    private List<GatheredCall>? _calls;
    private CandidateSources? _sources;
    private List<ReadOnlyMemory<byte>>? _logprobs;
    private ReadOnlyMemory<byte> _broken;
    private FinishReason _finish;

    public CandidateParts Parts { get; } = new();

    /// <summary>Calls wait to be written.</summary>
    public bool HasCalls => _calls is { Count: > 0 };

    public void BeginCall(int number, JsonString id, JsonString name) =>
        (_calls ??= []).Add(new GatheredCall(number, id.Keep(), name.Keep(), Parts.TakeState()));

    public void AddArguments(int number, JsonString piece)
    {
        for (var i = (_calls?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (_calls![i].Number == number)
            {
                piece.Span.CopyTo(_calls[i].Arguments.GetSpan(piece.Span.Length));
                _calls[i].Arguments.Advance(piece.Span.Length);
                return;
            }
        }
    }

    /// <summary>What it leans on.</summary>
    public CandidateSources Sources => _sources ??= new CandidateSources();

    public void AddLogprobs(ReadOnlyMemory<byte> content) => (_logprobs ??= []).Add(content.ToArray());

    public void Finish(FinishReason reason) => _finish = reason;

    /// <summary>Writes the calls that wait, as parts, and tells how many.</summary>
    public int WriteCalls(JsonOut json)
    {
        var written = 0;
        var later = Parts.TakeState(); // it belongs to what comes after them
        foreach (var call in _calls ?? [])
        {
            var arguments = new JsonString(call.Arguments.WrittenMemory).Decode();
            if (!CandidateParts.AreArguments(arguments.Span))
            {
                _broken = arguments;
                continue;
            }

            if (call.State is { } state)
            {
                Parts.State(state, json);
            }

            Parts.Call(call.Id, call.Name, arguments, json);
            written++;
        }

        if (later is not null)
        {
            Parts.State(later, json);
        }

        _calls?.Clear();
        return written;
    }

    /// <summary>Writes what stands beside the content of the last piece.</summary>
    public void WriteEnd(JsonOut json) => CandidateEnd.Write(_finish, _broken, _sources, _logprobs ?? [], json);
}
