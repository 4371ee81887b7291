using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>How far one choice of a stream is.</summary>
internal sealed class ChatStreamChoice
{
    /// <summary>More calls than that in one answer are not believed.</summary>
    public const int MaxCalls = 1024;

    private List<bool>? _calls;

    public bool IsFinished { get; set; }

    /// <summary>A note that waits for the next piece: only that tells whether a call follows it.</summary>
    public OpaqueState? Pending { get; set; }

    /// <summary>Number of the thought that is being told.</summary>
    public int Thought { get; private set; }

    /// <summary>Follows what the model thinks; null where nothing is kept, or it has not thought yet.</summary>
    public ReasoningTrail? Trail { get; set; }

    /// <summary>Pictures so far.</summary>
    public int Images { get; set; }

    /// <summary>Calls so far.</summary>
    public int Calls => _calls?.Count ?? 0;

    private bool IsThinking { get; set; }

    private bool IsSummary { get; set; }

    /// <summary>More of a thought: another one than before where the kind has changed.</summary>
    public void Think(bool isSummary)
    {
        if (IsThinking && isSummary != IsSummary)
        {
            Thought++;
        }

        IsThinking = true;
        IsSummary = isSummary;
    }

    /// <summary>The thought is over: a note was written to it, or it gave way to something else.</summary>
    public void EndThought(bool hadNote)
    {
        if (IsThinking || hadNote)
        {
            Thought++;
        }

        IsThinking = false;
    }

    /// <summary>A call begins. False for a number that is not believed.</summary>
    public bool TryBegin(int call)
    {
        if (call is < 0 or >= MaxCalls)
        {
            return false;
        }

        _calls ??= [];
        while (_calls.Count <= call)
        {
            _calls.Add(false);
        }

        return true;
    }

    /// <summary>A call's arguments have come. False for a call that has not begun.</summary>
    public bool TryGiveArguments(int call)
    {
        if (call < 0 || call >= Calls)
        {
            return false;
        }

        _calls![call] = true;
        return true;
    }

    /// <summary>Whether any arguments of a call have come.</summary>
    public bool HasArguments(int call) => _calls![call];
}
