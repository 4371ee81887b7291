using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Attempts;
using Tollgate.Balancing;
using Tollgate.Configuration;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Routing.Explain;
using Xunit;
using Route = Tollgate.Routing.Route;

namespace Tollgate.Tests.Routing.Explain;

public sealed class ExplainCodecTests
{
    private static readonly AttemptOutcome[] Failures =
        [AttemptOutcome.Unreachable, AttemptOutcome.DeadConnection, AttemptOutcome.NoFirstByte, AttemptOutcome.Reset, AttemptOutcome.NotHttp, AttemptOutcome.ClientGone];

    [Fact]
    public void One_candidate_that_answered_at_once_takes_a_few_bytes()
    {
        var trace = Trace(TestRoute.Of(1));
        trace.Considered([Exclusion.None], [float.NaN]);
        trace.AttemptBegan(0, AttemptCause.First);
        trace.AttemptEnded(0, AttemptOutcome.Answered, 200, Stopwatch.GetTimestamp());

        Pack(trace, 200).Bytes.Length.ShouldBeLessThanOrEqualTo(11); // two times of up to five bytes each and a head
        var read = RoundTrip(trace, new RequestRecord { Status = 200, Provider = [.. "t0"u8], TotalMicroseconds = 5_000_000 });
        read.Candidates.ShouldBe([new ExplainedCandidate("t0", "", 0, Exclusion.None, float.NaN)]);
        var attempt = read.Attempts.ShouldHaveSingleItem();
        (attempt.Candidate, attempt.Cause, attempt.Outcome, attempt.Status, attempt.EndUs).ShouldBe((0, AttemptCause.First, AttemptOutcome.Answered, 200, 5_000_000));
        attempt.FirstByteUs.ShouldBeGreaterThanOrEqualTo(attempt.StartUs);
    }

    [Fact]
    public void An_answer_of_our_own_after_the_upstreams_is_no_usual_one()
    {
        var trace = Trace(TestRoute.Of(1));
        trace.AttemptBegan(0, AttemptCause.First);
        trace.AttemptEnded(0, AttemptOutcome.Answered, 200, Stopwatch.GetTimestamp());

        RoundTrip(trace, new RequestRecord { Status = 499 }).Attempts.ShouldHaveSingleItem().Status.ShouldBe(200);
    }

    [Fact]
    public void Whatever_happened_comes_back_as_it_was()
    {
        var routes = Enumerable.Range(1, 12).Select(count => TestRoute.Of(count, "least_latency", i => i % 3 == 0 ? null : $"served-{i / 2}")).ToArray();
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var route = routes[random.Next(routes.Length)];
            var trace = Trace(route);
            var candidates = route.Candidates.Select(each => new ExplainedCandidate(
                each.Provider.Name, each.UpstreamModel ?? "", 0, (Exclusion)random.Next(8) is var e && e == Exclusion.Tried ? Exclusion.None : e,
                random.Next(2) == 0 ? float.NaN : random.NextSingle() * 1000)).ToArray();
            trace.Considered([.. candidates.Select(c => c.Exclusion)], [.. candidates.Select(c => c.Score)]);
            if (random.Next(2) == 0)
            {
                (trace.Experiment, trace.Arm, trace.Sticky) = ([.. "half"u8], [.. "b"u8], StickyOutcome.Miss);
            }

            var attempts = random.Next(RouteTrace.MaxAttempts);
            for (var i = 0; i < attempts; i++)
            {
                trace.AttemptBegan(random.Next(candidates.Length), (AttemptCause)random.Next(6), random.Next(3) * 100, (byte)random.Next(3));
                var answered = random.Next(2) == 0;
                trace.AttemptEnded(
                    i, answered ? AttemptOutcome.Answered : Failures[random.Next(Failures.Length)], answered ? random.Next(100, 600) : 0, answered ? Stopwatch.GetTimestamp() : 0);
                if (answered && random.Next(2) == 0)
                {
                    trace.AttemptDropped(i);
                }
            }

            var record = new RequestRecord { Status = 200, TotalMicroseconds = 123_456_789, Provider = Encoding.UTF8.GetBytes(candidates[0].Provider) };
            record.ModelServed = route.Candidates[0].UpstreamModelUtf8;
            var read = RoundTrip(trace, record);

            (read.Strategy, read.Sticky, read.Omitted).ShouldBe((RoutingStrategy.LeastLatency, trace.Sticky, 0));
            (read.Experiment, read.Arm).ShouldBe(trace.Experiment is null ? ("", "") : ("half", "b"));
            var single = candidates.Length == 1 && candidates[0].Exclusion == Exclusion.None; // a lone candidate was compared with nobody
            read.Candidates.ShouldBe(single ? [candidates[0] with { Score = float.NaN }] : candidates);
            read.Attempts.ShouldBe(trace.Attempts.ToArray().Select(a => new ExplainedAttempt(
                a.Candidate, a.Cause, a.Breaker, a.BackoffMs, a.Outcome, a.Status, a.StartUs,
                a.FirstByteUs == 0 ? -1 : a.FirstByteUs, a.EndUs == 0 ? 123_456_789 : a.EndUs)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Candidates_that_the_request_could_not_use_are_told_with_the_reason()
    {
        var route = TestRoute.Of(3);
        var trace = new RouteTrace();
        trace.Begin(route, [route.Candidates[1]], Stopwatch.GetTimestamp());
        trace.AttemptBegan(0, AttemptCause.First);
        trace.AttemptEnded(0, AttemptOutcome.Unreachable, 0, 0);
        RoundTrip(trace, new RequestRecord { Status = 502 }).Candidates.Select(each => each.Exclusion)
            .ShouldBe([Exclusion.OtherDialect, Exclusion.None, Exclusion.OtherDialect]);

        trace.IsByProvider = true;
        var read = RoundTrip(trace, new RequestRecord { Status = 502 });

        read.Candidates.Select(each => each.Exclusion).ShouldBe([Exclusion.NotNamed, Exclusion.None, Exclusion.NotNamed]);
        read.Attempts.ShouldHaveSingleItem().Candidate.ShouldBe(1);
    }

    [Fact]
    public void More_than_there_is_room_for_is_counted_and_the_attempts_are_kept()
    {
        var trace = Trace(TestRoute.Of(60, modelOf: i => $"{new string((char)('a' + (i % 26)), 100)}{i}"));
        for (var i = 0; i < RouteTrace.MaxAttempts + 3; i++)
        {
            trace.AttemptEnded(trace.AttemptBegan(i, AttemptCause.NextTarget), AttemptOutcome.Reset, 0, 0);
        }

        var packed = Pack(trace, 502);
        var read = RoundTrip(trace, new RequestRecord { Status = 502 });

        packed.Bytes.Length.ShouldBeLessThanOrEqualTo(PackedExplanation.MaxBytes);
        read.Attempts.Count.ShouldBe(RouteTrace.MaxAttempts);
        (read.Candidates.Count + read.Omitted).ShouldBe(60);
        read.Omitted.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Damaged_bytes_give_some_explanation_or_none_and_never_an_exception()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            _ = ExplainCodec.Read(new RequestEntry { Id = default, Explain = PackedExplanation.Of(bytes) });
        }
    }

    [Fact]
    public void A_frame_of_a_version_before_explanations_is_read_without_one()
    {
        var frame = new byte[RecordCodec.MaxBytes];
        var record = JournalFixture();
        var length = RecordCodec.Write(record, default, 0, frame);
        const int Added = 2; // no wait in a queue, no explanation: a byte each, which those versions did not write

        var entry = RecordCodec.Read(frame.AsSpan()[(JournalFormat.FrameHead + JournalFormat.KindBytes)..(length - Added)], "n", new NameCache());

        (entry.Explain.IsEmpty, entry.QueuedMicroseconds, entry.ModelServed).ShouldBe((true, 0, "gpt-4o-2024"));
        ExplainCodec.Read(entry).ShouldBeNull();
    }

    [Fact]
    public void The_wait_in_a_queue_stands_beside_it()
    {
        var record = JournalFixture();
        record.QueuedMicroseconds = 12_345_678;
        var frame = new byte[RecordCodec.MaxBytes];
        var length = RecordCodec.Write(record, default, 0, frame);

        RecordCodec.Read(frame.AsSpan()[(JournalFormat.FrameHead + JournalFormat.KindBytes)..length], "n", new NameCache())
            .QueuedMicroseconds.ShouldBe(12_345_678);
    }

    [Fact]
    public void Packing_and_tracing_allocate_nothing_once_the_trace_has_its_size()
    {
        var route = TestRoute.Of(10);
        var trace = new RouteTrace();
        var to = new byte[PackedExplanation.MaxBytes];
        Exclusion[] exclusions = new Exclusion[10];
        float[] scores = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        var length = 0;
        void Once()
        {
            trace.Begin(route, route.Candidates, 0);
            trace.Considered(exclusions, scores);
            for (var i = 0; i < 3; i++)
            {
                trace.AttemptEnded(trace.AttemptBegan(i, AttemptCause.NextTarget), AttemptOutcome.Answered, 200, 1);
            }

            length = ExplainCodec.Write(trace, 200, to);
            trace.Reset();
        }

        for (var i = 0; i < 200; i++)
        {
            Once();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Once();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        length.ShouldBeGreaterThan(10 * 4);
    }

    /// <summary>Journals and stores outlive programs: these numbers stand in them.</summary>
    [Fact]
    public void Numbers_on_the_disk_stay_what_they_are()
    {
        ((int)Exclusion.Resting, (int)Exclusion.Incapable, (int)Exclusion.NotNamed).ShouldBe((3, 7, 10));
        ((int)AttemptOutcome.Answered, (int)AttemptOutcome.Reset, (int)AttemptOutcome.Stopped).ShouldBe((1, 5, 9));
        ((int)AttemptCause.NextTarget, (int)AttemptCause.Continuation, (int)StickyOutcome.Owner).ShouldBe((1, 5, 3));
        ((int)RoutingStrategy.RoundRobin, (int)RoutingStrategy.Blend).ShouldBe((1, 7));
    }

    private static RequestRecord JournalFixture() => Recording.Journal.JournalFixture.Record();

    private static RouteTrace Trace(Route route)
    {
        var trace = new RouteTrace();
        trace.Begin(route, route.Candidates, Stopwatch.GetTimestamp());
        return trace;
    }

    private static PackedExplanation Pack(RouteTrace trace, int status)
    {
        var to = new byte[PackedExplanation.MaxBytes];
        return PackedExplanation.Of(to.AsSpan(0, ExplainCodec.Write(trace, status, to)));
    }

    /// <summary>Through a frame of the journal and through the text that remote stores keep.</summary>
    private static Explanation RoundTrip(RouteTrace trace, RequestRecord record)
    {
        record.Explain = trace;
        var frame = new byte[RecordCodec.MaxBytes];
        var length = RecordCodec.Write(record, default, 0, frame);
        var entry = RecordCodec.Read(frame.AsSpan()[(JournalFormat.FrameHead + JournalFormat.KindBytes)..length], "n", new NameCache());
        entry.Explain.ShouldBe(Pack(trace, record.Status));
        PackedExplanation.Of(entry.Explain.Text).ShouldBe(entry.Explain);
        return ExplainCodec.Read(entry).ShouldNotBeNull();
    }
}
