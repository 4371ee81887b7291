using Tollgate.Listening;
using Tollgate.Recording;
using Tollgate.Routing.Explain;

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
        Tell(request, in selection, index, exclusions, scores);
        if (index >= 0)
        {
            request.Tried |= 1UL << index;
        }

        return index;
    }

    /// <summary>The index that <see cref="Next"/> would give now; -1 when nobody may be asked. Marks nothing and uses up nobody's turn.</summary>
    public static int Preview(RequestContext request)
    {
        var count = request.Candidates.Length;
        Span<Exclusion> exclusions = stackalloc Exclusion[count];
        Span<float> scores = stackalloc float[count];
        var selection = SelectionOf(request);
        selection.IsDryRun = true;
        selection.Random = new SeededRandom((ulong)selection.NowMs); // the loop's own chances stay as they are
        var index = Selector.Choose(in selection, exclusions, scores);
        Tell(request, in selection, index, exclusions, scores);
        return index;
    }

    /// <summary>The model whose rests count; 0 where the route names it.</summary>
    public static ulong ModelOf(RequestContext request) =>
        request.Route is { PassModelThrough: true } ? ModelRests.KeyOf(request.Record.Get(RecordText.ModelAsked)) : 0;

    private static void Tell(RequestContext request, ref readonly Selection selection, int index, ReadOnlySpan<Exclusion> exclusions, ReadOnlySpan<float> scores)
    {
        if (request.Trace is not { } trace)
        {
            return;
        }

        trace.Considered(exclusions, scores);
        if (request is { Tried: 0, Notes.StickyKey: not 0 } && index >= 0 && trace.Sticky != StickyOutcome.Owner)
        {
            trace.Sticky = Rendezvous.IsAway(in selection, index, exclusions) ? StickyOutcome.Miss : StickyOutcome.Hit;
        }
    }

    private static Selection SelectionOf(RequestContext request) => new()
    {
        Candidates = request.Candidates,
        Route = request.Route!,
        Random = request.Services.Random,
        Tried = request.Tried,
        Incapable = request.Notes.Incapable,
        NotOwner = request.Notes.NotOwner,
        Arm = request.Notes.Arm,
        StickyKey = request.Notes.StickyKey,
        Memory = request.Route!.Sticky is { TtlMs: > 0 } ? request.Services.Shared.Sticky : null,
        Model = ModelOf(request),
        InputTokens = request.Fields.Prompt.Length / BytesPerToken,
        OutputTokens = (request.Fields.MaxTokens ?? UsualOutputTokens) * Math.Max(1, request.Fields.N),
        NowMs = request.Services.Loop.NowMs,
        UnixMs = request.Record.StartedUnixMilliseconds,
    };
}
