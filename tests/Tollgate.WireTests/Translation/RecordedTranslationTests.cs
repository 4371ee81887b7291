using System.Globalization;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Extracts;
using Tollgate.TestSupport.Grammar;
using Tollgate.WireTests.Harness;
using Xunit;
using Taken = Tollgate.TestSupport.Recording;

namespace Tollgate.WireTests.Translation;

/// <summary>Recorded answers of every provider through the whole gateway, to clients of every other dialect.</summary>
public sealed class RecordedTranslationTests
{
    private const int MostFailures = 30;

    /// <summary>Recordings cut at every offset in each run, since they are short; one for each provider format.</summary>
    private static readonly string[] Short = ["gemini-stream-1", "anthropic-tools-stream", "openai-stream-crlf", "groq-stream-midstream-error", "cohere-stream", "bedrock-converse-stream-1"];

    public static MatrixTheoryData<string, ClientDialect> Cases() => new([.. Engines.All().Select(row => row.Data)], Enum.GetValues<ClientDialect>());

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_recorded_answer_reaches_a_foreign_client_whole_and_streamed(string engine, ClientDialect dialect)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        await using var rig = await TranslationRig.StartAsync(engine);
        var failures = new List<string>();
        var played = 0;
        foreach (var recording in TranslationRig.Answers().Where(recording => TranslationRig.IsTranslated(recording, dialect) && !OddAnswers.Are(recording, dialect)))
        {
            foreach (var stream in new[] { false, true })
            {
                played++;
                await CollectAsync(failures, $"{recording.Id} stream {stream}", async () =>
                {
                    var answer = await rig.PlayAsync(recording, dialect, stream);
                    ShouldSay(answer, RecordedAnswer.Of(recording), dialect, stream);
                });
            }
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
        played.ShouldBeGreaterThan(40);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_short_stream_comes_out_the_same_wherever_it_is_cut(string engine, ClientDialect dialect)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        await using var rig = await TranslationRig.StartAsync(engine);
        var failures = new List<string>();
        foreach (var recording in TranslationRig.Answers().Where(recording => Short.Contains(recording.Id, StringComparer.Ordinal) && TranslationRig.IsTranslated(recording, dialect)))
        {
            await CutAsync(rig, failures, recording, dialect, Enumerable.Range(1, recording.ResponseBody.Length - 1).Where(at => at % 3 == (int)dialect % 3));
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_stream_in_pieces_comes_out_the_same(string engine, ClientDialect dialect)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        await using var rig = await TranslationRig.StartAsync(engine);
        var failures = new List<string>();
        foreach (var recording in TranslationRig.Answers().Where(recording => RecordedAnswer.IsStreamed(recording) && TranslationRig.IsTranslated(recording, dialect)))
        {
            var whole = TranslationRig.Comparable(recording, await rig.PlayAsync(recording, dialect, stream: true));
            foreach (var cut in new[] { ReplayCut.AtRandom(1), ReplayCut.AtRandom(2, 1500) }.Concat(recording.ResponseBody.Length < 1000 ? [ReplayCut.EveryByte] : []))
            {
                await CollectAsync(failures, $"{recording.Id} {cut}", async () =>
                    TranslationRig.Comparable(recording, await rig.PlayAsync(recording, dialect, stream: true, new ReplayPlan { Cut = cut })).ShouldBe(whole));
            }
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Cases))]
    public async Task Every_stream_comes_out_the_same_cut_at_every_offset_or_at_a_thousand(string engine, ClientDialect dialect)
    {
        const int ShortBytes = 3000;
        const int Cuts = 1000;
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        await using var rig = await TranslationRig.StartAsync(engine);
        var failures = new List<string>();
        foreach (var recording in TranslationRig.Answers().Where(recording => RecordedAnswer.IsStreamed(recording) && TranslationRig.IsTranslated(recording, dialect)))
        {
            var random = new Random(recording.ResponseBody.Length);
            var length = recording.ResponseBody.Length;
            await CutAsync(
                rig, failures, recording, dialect, length <= ShortBytes ? Enumerable.Range(1, length - 1) : Enumerable.Range(0, Cuts).Select(_ => random.Next(1, length)));
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_compressed_answer_comes_out_the_same_wherever_it_is_cut(string engine, ClientDialect dialect)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        await using var rig = await TranslationRig.StartAsync(engine);
        var failures = new List<string>();
        foreach (var recording in TranslationRig.Answers().Where(recording => Short.Contains(recording.Id, StringComparer.Ordinal) && TranslationRig.IsTranslated(recording, dialect)))
        {
            var plain = TranslationRig.Comparable(recording, await rig.PlayAsync(recording, dialect, stream: true));
            var zipped = Gzip.Of(recording);
            for (var at = 1; at < zipped.ResponseBody.Length; at += 7)
            {
                await CollectAsync(failures, $"{recording.Id} gzip at {at}", async () =>
                    TranslationRig.Comparable(recording, await rig.PlayAsync(zipped, dialect, stream: true, new ReplayPlan { Cut = ReplayCut.At(at), ContentEncoding = "gzip" })).ShouldBe(plain));
            }
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Whole_and_streamed_answers_are_logged_with_the_same_usage(string engine)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        await using var rig = await TranslationRig.StartAsync(engine);
        var pairs = new List<(Taken Recording, string Whole, string Streamed)>();
        foreach (var recording in TranslationRig.Answers())
        {
            var dialect = TranslationRig.IsTranslated(recording, ClientDialect.Anthropic) ? ClientDialect.Anthropic : ClientDialect.Chat;
            if (RecordedAnswer.Of(recording) is { Error: null, Usage: not null })
            {
                var whole = await rig.PlayAsync(recording, dialect, stream: false);
                var streamed = await rig.PlayAsync(recording, dialect, stream: true);
                pairs.Add((recording, whole["x-request-id"]!, streamed["x-request-id"]!));
            }
        }

        await rig.Gateway.AccessLog.RecordsAsync(2 * pairs.Count);
        var records = rig.Gateway.AccessLog.Records().ToLookup(record => record.RequestId);
        foreach (var (recording, whole, streamed) in pairs)
        {
            var usage = RecordedAnswer.Of(recording).Usage!;
            foreach (var record in new[] { records[whole].Last(), records[streamed].Last() })
            {
                record.Number("input_tokens").ShouldBe(usage.Input, recording.Id);
                record.Number("output_tokens").ShouldBe(usage.Output, recording.Id);
                record.Flag("estimated").ShouldBe(false, recording.Id);
            }
        }

        pairs.Count.ShouldBeGreaterThan(60);
    }

    private static void ShouldSay(RawResponse answer, AnswerSeen recorded, ClientDialect dialect, bool stream)
    {
        if (recorded.Error is { } error && (!stream || answer.Status != 200))
        {
            answer.Status.ShouldBeInRange(400, 599);
            Grammars.Error(dialect, answer.Body).ShouldContain(error[..Math.Min(40, error.Length)]);
            return;
        }

        answer.Status.ShouldBe(200, answer.BodyText);
        var seen = stream ? Grammars.Stream(dialect, answer.Body) : Grammars.Whole(dialect, answer.Body);
        if (recorded.Media == 0)
        {
            (seen.Text + seen.Refusal).ShouldBe(recorded.Text + recorded.Refusal);
        }

        if (recorded.Error is not null)
        {
            seen.Error.ShouldNotBeNull();
            return;
        }

        if (dialect != ClientDialect.Completions)
        {
            seen.Reasoning.ShouldBe(recorded.Reasoning);
            seen.Calls.Select(call => call.Name).ShouldBe(recorded.Calls.Where(call => seen.Calls.Count > 0 || PlainJson.IsObject(call.Arguments)).Select(call => call.Name));
        }

        if (recorded.Usage is { } usage)
        {
            seen.Usage.ShouldNotBeNull().Input.ShouldBe(usage.Input);
            seen.Usage.Output.ShouldBe(usage.Output);
        }
    }

    private static async Task CutAsync(TranslationRig rig, List<string> failures, Taken recording, ClientDialect dialect, IEnumerable<int> offsets)
    {
        var whole = TranslationRig.Comparable(recording, await rig.PlayAsync(recording, dialect, stream: true));
        foreach (var at in offsets)
        {
            await CollectAsync(failures, string.Create(CultureInfo.InvariantCulture, $"{recording.Id} at {at}"), async () =>
                TranslationRig.Comparable(recording, await rig.PlayAsync(recording, dialect, stream: true, new ReplayPlan { Cut = ReplayCut.At(at) })).ShouldBe(whole));
        }
    }

    private static async Task CollectAsync(List<string> failures, string what, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception fault) when (failures.Count < MostFailures)
        {
            failures.Add($"{what}: {fault.GetType().Name} {fault.Message}");
        }
    }
}
