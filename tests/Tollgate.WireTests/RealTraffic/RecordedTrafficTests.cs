using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>Proof 1 of issue 2: recorded traffic passes the gateway and is the same on both sides.</summary>
public sealed class RecordedTrafficTests
{
    /// <summary>Answers up to this size are cut at every offset.</summary>
    private const int ShortBytes = 450;

    /// <summary>Answers up to this size are also sent one byte at a time.</summary>
    private const int ByteByByteBytes = 1500;
    private const int MostFailures = 50;

    public static TheoryData<string, BodyFraming> Framings()
    {
        var data = new TheoryData<string, BodyFraming>();
        foreach (var engine in Engines.All())
        {
            foreach (var framing in new[] { BodyFraming.Chunked, BodyFraming.ContentLength, BodyFraming.UntilClose })
            {
                data.Add(engine.Data, framing);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task Every_exchange_comes_back_byte_for_byte(string engine, BodyFraming framing)
    {
        Assert.SkipUnless(Recordings.Available, "No recordings here.");
        await using var rig = await ReplayRig.StartAsync(engine, RecordedCall.All);
        RecordedCall.All.Count.ShouldBeGreaterThan(150);
        var failures = new List<string>();
        foreach (var call in RecordedCall.All)
        {
            foreach (var cut in new[] { ReplayCut.Whole, ReplayCut.Recorded, ReplayCut.AtRandom(seed: 1), ReplayCut.AtRandom(seed: 2, longest: 1500) })
            {
                await CollectAsync(failures, rig, call, cut, framing);
            }

            if (framing == BodyFraming.Chunked && call.Recording.ResponseBody.Length <= ByteByByteBytes)
            {
                await CollectAsync(failures, rig, call, ReplayCut.EveryByte, framing);
            }
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task Short_exchanges_come_back_byte_for_byte_wherever_they_are_cut(string engine, BodyFraming framing)
    {
        Assert.SkipUnless(Recordings.Available, "No recordings here.");
        await using var rig = await ReplayRig.StartAsync(engine, RecordedCall.All);
        var failures = new List<string>();
        foreach (var call in RecordedCall.All.Where(call => call.Recording.ResponseBody.Length < ShortBytes))
        {
            for (var offset = 1; offset < call.Recording.ResponseBody.Length; offset++)
            {
                await CollectAsync(failures, rig, call, ReplayCut.At(offset), framing);
            }
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Recorded_usage_is_the_logged_usage(string engine)
    {
        Assert.SkipUnless(Recordings.Available, "No recordings here.");
        await using var rig = await ReplayRig.StartAsync(engine, RecordedCall.All);
        var answers = new List<(RecordedCall Call, string Id)>();
        foreach (var call in RecordedCall.All)
        {
            var played = await rig.PlayAsync(call, new ReplayPlan { Cut = ReplayCut.AtRandom(seed: 3) });
            answers.Add((call, played.Answer["x-request-id"]!));
        }

        await rig.Gateway.AccessLog.RecordsAsync(answers.Count);
        var records = rig.Gateway.AccessLog.Records().ToLookup(record => record.RequestId);
        var failures = new List<string>();
        var reported = 0;
        foreach (var (call, id) in answers)
        {
            if (call.Recording.Status >= 300 || !call.IsUnderstood || ExpectedAnswer.Of(call).IsRefused || RecordedUsage.Of(call) is not { } usage)
            {
                continue;
            }

            reported++;
            var record = records[id].Last();
            if (record.Number("input_tokens") != usage.Input || record.Number("output_tokens") != usage.Output || record.Flag("estimated") != false)
            {
                failures.Add($"{call}: {usage}, logged {record}");
            }
        }

        reported.ShouldBeGreaterThan(90);
        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    private static async Task CollectAsync(List<string> failures, ReplayRig rig, RecordedCall call, ReplayCut cut, BodyFraming framing)
    {
        try
        {
            var played = await rig.PlayAsync(call, new ReplayPlan { Cut = cut, Framing = framing });
            played.ShouldComeBack($"{cut}, {framing}");
            played.ShouldHaveArrived();
        }
        catch (Exception fault) when (failures.Count < MostFailures)
        {
            failures.Add($"{call} {cut} {framing}: {fault.GetType().Name} {fault.Message}");
        }
    }
}
