using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Balancing;
using Xunit;

namespace Tollgate.Tests.Balancing;

public sealed class BreakerPropertyTests
{
    private static readonly BreakerOptions Options = new()
    {
        Enabled = true, Consecutive = 4, ConsecutiveConnects = 3, Rate = 0.5, MinRequests = 8, WindowMs = 1000,
        OpenMs = 100, MaxOpenMs = 1500, Probes = 2, CloseAfter = 3, SlowStartMs = 500,
    };

    [Fact]
    public void Whatever_happens_it_passes_and_stands_as_its_description_says()
    {
        var steps = Gen.Choose(0, 9_999).ArrayOf(200).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(steps, Run));
    }

    private static void Run(int[] numbers)
    {
        var breaker = new Breaker(Options);
        var model = new BreakerModel(Options);
        var open = new List<(int Pass, int Story, bool Probe, int Id)>();
        var now = 5_000L;
        for (var i = 0; i < numbers.Length; i++)
        {
            var (step, rest) = (numbers[i] % 8, numbers[i] / 8);
            now += rest % 5 == 0 ? rest % 160 : 0;
            if (step < 3 || open.Count == 0)
            {
                var expected = model.TryPass(now, i);
                breaker.MayPass(now).ShouldBe(expected.Passes);
                breaker.TryPass(now, out var pass, out _).ShouldBe(expected.Passes);
                if (expected.Passes)
                {
                    open.Add((pass, expected.Story, expected.Probe, i));
                }
            }
            else
            {
                var at = rest % open.Count;
                var (pass, story, probe, id) = open[at];
                open.RemoveAt(at);
                Report(breaker, model, step, rest, now, (pass, story, probe, id));
            }

            breaker.StateAt(long.MinValue).ShouldBe(model.State);
        }
    }

    private static void Report(Breaker breaker, BreakerModel model, int step, int rest, long now, (int Pass, int Story, bool Probe, int Id) entry)
    {
        switch (step)
        {
            case 3 or 4:
                breaker.Answered(entry.Pass, now);
                model.Answered(entry.Story, entry.Probe, entry.Id, now);
                break;
            case 5:
                breaker.Released(entry.Pass);
                model.Released(entry.Story, entry.Probe, entry.Id);
                break;
            default:
                breaker.Failed(entry.Pass, (TargetFault)(rest % 4), now);
                model.Failed(entry.Story, (TargetFault)(rest % 4), now);
                break;
        }
    }
}
