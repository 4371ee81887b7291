using Tollgate.Listening;

namespace Tollgate.Balancing;

/// <summary>Stage 6: which of the candidates is asked next?</summary>
internal static class BalancingStage
{
    /// <summary>Most candidates of a route: one bit each in <see cref="RequestContext.Tried"/>.</summary>
    public const int MaxCandidates = 64;

    /// <summary>Answers as long as this are expected where the client set no bound.</summary>
    private const long UsualOutputTokens = 512;

    /// <summary>About this many bytes of a prompt are a token: good enough to compare prices.</summary>
    private const int BytesPerToken = 4;

    /// <summary>The index of the candidate to ask next, marked as tried; -1 when nobody may be asked.</summary>
    public static int Next(RequestContext request)
    {
        var count = request.Candidates.Length;
        Span<Exclusion> exclusions = stackalloc Exclusion[count];
        Span<float> scores = stackalloc float[count];
        var selection = SelectionOf(request);
        var index = Selector.Choose(in selection, exclusions, scores);
        request.Trace?.Considered(exclusions, scores);
        if (index >= 0)
        {
            request.Tried |= 1UL << index;
        }

        return index;
    }

    private static Selection SelectionOf(RequestContext request) => new()
    {
        Candidates = request.Candidates,
        Route = request.Route!,
        Random = request.Services.Random,
        Tried = request.Tried,
        InputTokens = request.Fields.Prompt.Length / BytesPerToken,
        OutputTokens = (request.Fields.MaxTokens ?? UsualOutputTokens) * Math.Max(1, request.Fields.N),
        NowMs = request.Services.Loop.NowMs,
        UnixMs = request.Record.StartedUnixMilliseconds,
    };
}
