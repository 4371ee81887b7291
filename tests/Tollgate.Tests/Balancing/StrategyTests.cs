using Shouldly;
using Tollgate.Balancing;
using Xunit;

namespace Tollgate.Tests.Balancing;

public sealed class StrategyTests
{
    private readonly SeededRandom _random = new(7);

    [Fact]
    public void Ordered_takes_the_first_that_was_not_tried()
    {
        var route = RoutesOf.Targets(3, "strategy: ordered");
        var question = RoutesOf.Question(route, _random);
        RoutesOf.Choose(in question).ShouldBe(0);
        question.Tried = 0b011;
        RoutesOf.Choose(in question).ShouldBe(2);
        question.Tried = 0b111;
        RoutesOf.Choose(in question).ShouldBe(-1);
    }

    [Fact]
    public void Round_robin_takes_all_in_turn_and_a_second_attempt_takes_no_turn()
    {
        var route = RoutesOf.Targets(3, "strategy: round_robin");
        var question = RoutesOf.Question(route, _random);
        var taken = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            taken.Add(RoutesOf.Choose(in question));
            var again = question;
            again.Tried = 1UL << taken[^1];
            RoutesOf.Choose(in again).ShouldBe((taken[^1] + 1) % 3);
        }

        taken.ShouldBe([0, 1, 2, 0, 1, 2]);
    }

    [Fact]
    public void Weighted_gives_exact_shares_in_every_round_and_spreads_them()
    {
        int[] weights = [5, 1, 3, 1];
        var route = RoutesOf.Targets(4, "strategy: weighted", i => $", weight: {weights[i]}");
        var question = RoutesOf.Question(route, _random);
        for (var round = 0; round < 100; round++)
        {
            var counts = new int[4];
            var (last, run, longest) = (-1, 0, 0);
            for (var i = 0; i < 10; i++)
            {
                var taken = RoutesOf.Choose(in question);
                counts[taken]++;
                run = taken == last ? run + 1 : 1;
                longest = Math.Max(longest, run);
                last = taken;
            }

            counts.ShouldBe(weights);
            longest.ShouldBeLessThanOrEqualTo(2);
        }
    }

    [Fact]
    public void Weighted_shares_are_exact_whoever_asks_at_the_same_time()
    {
        var route = RoutesOf.Targets(2, "strategy: weighted", i => $", weight: {(i == 0 ? 3 : 1)}");
        var counts = new int[2];
        Parallel.For(0, 4, _ =>
        {
            var question = RoutesOf.Question(route, new SeededRandom(1));
            for (var i = 0; i < 10_000; i++)
            {
                Interlocked.Increment(ref counts[RoutesOf.Choose(in question)]);
            }
        });
        counts.ShouldBe([30_000, 10_000]);
    }

    [Fact]
    public void A_dry_run_uses_up_nobodys_turn()
    {
        foreach (var strategy in (string[])["round_robin", "weighted"])
        {
            var route = RoutesOf.Targets(3, "strategy: " + strategy);
            var question = RoutesOf.Question(route, _random);
            for (var i = 0; i < 9; i++)
            {
                var dry = question;
                dry.IsDryRun = true;
                RoutesOf.Choose(in dry).ShouldBe(RoutesOf.Choose(in dry));
                var said = RoutesOf.Choose(in dry);
                RoutesOf.Choose(in question).ShouldBe(said, strategy);
            }
        }
    }

    [Fact]
    public void Least_connections_takes_the_one_with_the_least_to_do_for_its_weight()
    {
        var route = RoutesOf.Targets(3, "strategy: least_connections", i => i == 2 ? ", weight: 4" : "");
        var question = RoutesOf.Question(route, _random);
        RoutesOf.Choose(in question).ShouldBe(2);
        for (var i = 0; i < 4; i++) { route.Candidates[2].State.Stats.Began(); }
        route.Candidates[0].State.Stats.Began();
        RoutesOf.Choose(in question).ShouldBe(1);
        route.Candidates[0].State.Stats.Ended();
        route.Candidates[1].State.Stats.Began();
        RoutesOf.Choose(in question).ShouldBe(0);
    }

    [Fact]
    public void A_target_that_never_answered_gets_one_request_to_show_itself_and_no_second()
    {
        var route = RoutesOf.Targets(3, "strategy: least_latency");
        var question = RoutesOf.Question(route, _random);
        for (var i = 0; i < 2; i++) { Answer(route.Candidates[i].State.Stats, 0, 100); }
        RoutesOf.Choose(in question).ShouldBe(2);
        route.Candidates[2].State.Stats.Began();
        for (var i = 0; i < 50; i++) { RoutesOf.Choose(in question).ShouldBeLessThan(2); }
    }

    [Fact]
    public void Least_latency_leaves_a_target_that_hangs_before_anything_times_out()
    {
        var route = RoutesOf.Targets(2, "strategy: least_latency");
        Answer(route.Candidates[0].State.Stats, 0, 100);
        Answer(route.Candidates[1].State.Stats, 0, 300);
        var question = RoutesOf.Question(route, _random, 1);
        var sent = 0;
        while (RoutesOf.Choose(in question) == 0)
        {
            route.Candidates[0].State.Stats.Began();
            (++sent).ShouldBeLessThan(20);
        }

        sent.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Success_rate_takes_the_one_that_failed_least_and_forgives_in_time()
    {
        var route = RoutesOf.Targets(2, "strategy: success_rate");
        for (var i = 0; i < 10; i++)
        {
            route.Candidates[0].State.Stats.Failed(i);
            route.Candidates[1].State.Stats.Answered(i, 10);
        }

        var soon = RoutesOf.Question(route, _random, 100);
        for (var i = 0; i < 20; i++) { RoutesOf.Choose(in soon).ShouldBe(1); }
        var success = route.Candidates[0].State.Stats;
        success.Success(100).ShouldBeLessThan(0.95f);
        success.Success(10_000_000).ShouldBeGreaterThan(0.98f);
    }

    [Fact]
    public void Cost_takes_the_cheapest_for_the_size_and_what_has_no_price_last()
    {
        var route = RoutesOf.Compile(
            """
            providers:
              - { name: a, kind: vllm, base_url: "http://127.0.0.1:8001/v1" }
              - { name: b, kind: vllm, base_url: "http://127.0.0.1:8002/v1" }
              - { name: c, kind: vllm, base_url: "http://127.0.0.1:8003/v1" }
            prices:
              - { provider: a, model: a1, input: 1, output: 10 }
              - { provider: b, model: b1, input: 5, output: 5 }
            models:
              - { name: m, strategy: cost, targets: [ { provider: c, model: c1 }, { provider: a, model: a1 }, { provider: b, model: b1 } ] }
            """);
        var question = RoutesOf.Question(route, _random);
        (question.InputTokens, question.OutputTokens) = (10_000, 10);
        RoutesOf.Choose(in question).ShouldBe(1);
        (question.InputTokens, question.OutputTokens) = (10, 10_000);
        RoutesOf.Choose(in question).ShouldBe(2);
        question.Tried = 0b110;
        RoutesOf.Choose(in question).ShouldBe(0);
    }

    [Fact]
    public void A_fallback_is_entered_when_the_tier_before_has_nobody_left()
    {
        var route = RoutesOf.Compile(
            """
            providers:
              - { name: a, kind: vllm, base_url: "http://127.0.0.1:8001/v1", models: [m2] }
              - { name: b, kind: vllm, base_url: "http://127.0.0.1:8002/v1" }
            models:
              - { name: m, strategy: round_robin, targets: [ { provider: a }, { provider: b } ], fallback: [m2] }
            """);
        var question = RoutesOf.Question(route, _random);
        for (var i = 0; i < 10; i++) { RoutesOf.Choose(in question).ShouldBeLessThan(2); }
        question.Tried = 0b011;
        RoutesOf.Choose(in question).ShouldBe(2);
    }

    private static void Answer(TargetStats stats, long nowMs, float firstByteMs)
    {
        stats.Began();
        stats.Answered(nowMs, firstByteMs);
        stats.Ended();
    }
}
