using System.Buffers.Binary;
using Tollgate.Attempts;
using Tollgate.Balancing;
using Tollgate.Configuration;
using Tollgate.Recording;
using Tollgate.Recording.Journal;

namespace Tollgate.Routing.Explain;

/// <summary>
/// Packs a <see cref="RouteTrace"/> beside the record that it belongs to, and reads it again. The usual request, with one candidate that answered at
/// the first attempt, takes about six bytes: the rest is in the record. What is packed lies in journals and stores: a change of meaning needs a new form.
/// </summary>
internal static class ExplainCodec
{
    /// <summary>One candidate, asked once, and its answer went to the client: names and status are the record's.</summary>
    private const int ShortForm = 1;

    private const int LongForm = 2;
    private const int FormBits = 0x03;
    private const int StickyShift = 2;
    private const int StrategyShift = 4;
    private const int Scored = 0x80;

    /// <summary>Instead of a model's length: it has none of its own, or the one before it.</summary>
    private const int NoModel = 0;

    private const int SameModel = 1;

    /// <summary>Packs it. Allocates nothing.</summary>
    /// <param name="trace">What to pack.</param>
    /// <param name="status">The record's.</param>
    /// <param name="to">Takes <see cref="PackedExplanation.MaxBytes"/> at most.</param>
    /// <returns>Its length.</returns>
    public static int Write(RouteTrace trace, int status, Span<byte> to)
    {
        var writer = new FrameWriter(to[..Math.Min(to.Length, PackedExplanation.MaxBytes)]);
        var attempts = trace.Attempts;
        var head = ((int)trace.Sticky << StickyShift) | ((int)trace.Route.Strategy.Kind << StrategyShift);
        if (IsUsual(trace, status))
        {
            writer.Byte((byte)(head | ShortForm));
            writer.Number(attempts[0].StartUs);
            writer.Number(attempts[0].FirstByteUs - attempts[0].StartUs);
            return writer.Length;
        }

        writer.Byte((byte)(head | LongForm));
        writer.Text(trace.Experiment);
        writer.Text(trace.Arm);
        WriteAttempts(ref writer, trace);
        WriteCandidates(ref writer, trace);
        return writer.Length;
    }

    /// <summary>Reads what belongs to an entry; null where nothing does, or it is of a newer program.</summary>
    public static Explanation? Read(RequestEntry entry)
    {
        if (entry.Explain.IsEmpty)
        {
            return null;
        }

        var from = new FrameReader(entry.Explain.Bytes);
        var head = from.Byte();
        var strategy = (RoutingStrategy)(head >> StrategyShift);
        var sticky = (StickyOutcome)((head >> StickyShift) & 0x03);
        switch (head & FormBits)
        {
            case ShortForm:
                var start = from.Number();
                return new Explanation
                {
                    Strategy = strategy,
                    Sticky = sticky,
                    Candidates = [new(entry.Provider, entry.ModelServed, 0, Exclusion.None, float.NaN)],
                    Attempts =
                    [
                        new(0, AttemptCause.First, 0, 0, AttemptOutcome.Answered, entry.Status, start, start + from.Number(), entry.TotalMicroseconds),
                    ],
                };
            case LongForm:
                return ReadLong(ref from, entry, strategy, sticky);
            default:
                return null;
        }
    }

    private static bool IsUsual(RouteTrace trace, int status)
    {
        var attempts = trace.Attempts;
        return attempts.Length == 1 && trace.Route.Candidates.Length == 1 && trace.Experiment is null && trace.Of(0).Exclusion == Exclusion.None
            && attempts[0] is { Outcome: AttemptOutcome.Answered, EndUs: 0, Breaker: 0, BackoffMs: 0 } it && it.Status == status && it.FirstByteUs >= it.StartUs;
    }

    private static void WriteAttempts(ref FrameWriter to, RouteTrace trace)
    {
        var all = trace.Route.Candidates;
        to.Byte((byte)trace.AttemptCount);
        foreach (ref readonly var it in trace.Attempts)
        {
            to.Byte((byte)(ReferenceEquals(all, trace.Candidates) ? it.Candidate : Array.IndexOf(all, trace.Candidates[it.Candidate])));
            to.Byte((byte)((int)it.Cause | (it.Breaker << 4)));
            to.Byte((byte)it.Outcome);
            to.Number(it.Status);
            to.Number(it.BackoffMs);
            to.Number(it.StartUs);
            to.Number(it.FirstByteUs == 0 ? 0 : it.FirstByteUs - (long)it.StartUs + 1);
            to.Number(it.EndUs == 0 ? 0 : it.EndUs - (long)it.StartUs + 1);
        }
    }

    private static void WriteCandidates(ref FrameWriter to, RouteTrace trace)
    {
        var all = trace.Route.Candidates;
        to.Number(all.Length);
        Span<byte> bits = stackalloc byte[sizeof(float)];
        byte[]? before = null;
        var next = 0;
        for (var i = 0; i < all.Length; i++)
        {
            var candidate = all[i];
            var (exclusion, score) = (RouteTrace.Unused(trace, candidate), float.NaN);
            if (next < trace.Candidates.Length && ReferenceEquals(trace.Candidates[next], candidate))
            {
                (exclusion, score) = trace.Of(next++);
            }

            var provider = candidate.Provider.NameUtf8;
            var model = candidate.UpstreamModelUtf8;
            if (to.Room < provider.Length + (model?.Length ?? 0) + 16)
            {
                return; // attempts are told before, so none of those that were asked is without its place, only without its name
            }

            to.Text(provider);
            if (model is null || (before is not null && model.AsSpan().SequenceEqual(before)))
            {
                to.Number(model is null ? NoModel : SameModel);
            }
            else
            {
                to.Number(model.Length + SameModel + 1);
                to.Bytes(model);
            }

            before = model ?? before;
            to.Number(candidate.Tier);
            to.Byte((byte)((int)exclusion | (float.IsNaN(score) ? 0 : Scored)));
            if (!float.IsNaN(score))
            {
                BinaryPrimitives.WriteSingleLittleEndian(bits, score);
                to.Bytes(bits);
            }
        }
    }

    private static Explanation ReadLong(ref FrameReader from, RequestEntry entry, RoutingStrategy strategy, StickyOutcome sticky)
    {
        var (experiment, arm) = (from.Text(), from.Text());
        var attempts = new ExplainedAttempt[Math.Min((int)from.Byte(), RouteTrace.MaxAttempts)];
        for (var i = 0; i < attempts.Length; i++)
        {
            var candidate = from.Byte();
            var why = from.Byte();
            var (outcome, status, backoff, start) = ((AttemptOutcome)from.Byte(), (int)from.Number(), from.Number(), from.Number());
            var (firstByte, end) = (from.Number(), from.Number());
            attempts[i] = new ExplainedAttempt(
                candidate, (AttemptCause)(why & 0x0F), why >> 4, backoff, outcome, status, start,
                firstByte == 0 ? -1 : start + firstByte - 1, end == 0 ? entry.TotalMicroseconds : start + end - 1);
        }

        var count = (int)Math.Min(from.Number(), BalancingStage.MaxCandidates);
        var candidates = new List<ExplainedCandidate>(count);
        var before = "";
        while (candidates.Count < count && !from.IsAtEnd)
        {
            candidates.Add(ReadCandidate(ref from, ref before));
        }

        return new Explanation
        {
            Strategy = strategy,
            Sticky = sticky,
            Experiment = experiment,
            Arm = arm,
            Candidates = candidates,
            Omitted = count - candidates.Count,
            Attempts = attempts,
        };
    }

    private static ExplainedCandidate ReadCandidate(ref FrameReader from, ref string before)
    {
        var provider = from.Text();
        var length = from.Number();
        var model = length switch
        {
            NoModel => "",
            SameModel => before,
            _ => System.Text.Encoding.UTF8.GetString(from.Bytes((int)Math.Min(length - SameModel - 1, int.MaxValue))),
        };
        before = length == NoModel ? before : model;
        var tier = (int)from.Number();
        var verdict = from.Byte();
        var score = float.NaN;
        if ((verdict & Scored) != 0 && from.Bytes(sizeof(float)) is { Length: sizeof(float) } bits)
        {
            score = BinaryPrimitives.ReadSingleLittleEndian(bits);
        }

        return new ExplainedCandidate(provider, model, tier, (Exclusion)(verdict & ~Scored), score);
    }
}
