using Shouldly;
using Tollgate.Exchange;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Extracts;
using Tollgate.TestSupport.Grammar;
using Xunit;

namespace Tollgate.Tests.Exchange.Replay;

/// <summary>Every recorded answer of a provider, told to a client of every dialect: the dialect's grammar holds, and nothing is lost or made up.</summary>
public sealed class ReplayMatrixTests
{
    /// <summary>Where a provider's own numbers cannot be right in any dialect.</summary>
    private static readonly HashSet<(string, ClientDialect)> Odd =
    [
        ("gemini-openai-compat", ClientDialect.Chat), // a total with thoughts, which its completion tokens leave out
        ("gemini-openai-compat", ClientDialect.Completions),
        ("gemini-openai-compat", ClientDialect.Responses),
        ("openrouter-reasoning-stream", ClientDialect.Responses), // more reasoning than output
    ];

    public static IEnumerable<TheoryDataRow<string, ClientDialect>> Answers() => Rows(recording => recording.Status == 200 && !IsNoAnswer(recording) && !IsCut(recording));

    public static IEnumerable<TheoryDataRow<string, ClientDialect>> Cut() => Rows(recording => recording.Status == 200 && IsCut(recording));

    public static IEnumerable<TheoryDataRow<string, ClientDialect>> Refusals() => Rows(recording => recording.Status >= 400);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Answers))]
    public void A_stream_says_what_the_provider_said(string id, ClientDialect dialect)
    {
        var recording = Recordings.Get(id);
        var replay = new ReplayedAnswer(recording, dialect);

        replay.Stream().ShouldSay(RecordedAnswer.Of(recording), dialect, isStream: true);
        ShouldNameTheModel(replay, dialect);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Answers))]
    public void A_whole_answer_says_what_the_provider_said(string id, ClientDialect dialect)
    {
        var recording = Recordings.Get(id);
        var replay = new ReplayedAnswer(recording, dialect);

        replay.Whole().ShouldSay(RecordedAnswer.Of(recording), dialect, isStream: false);
        ShouldNameTheModel(replay, dialect);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Answers))]
    public void A_stream_and_a_whole_answer_are_billed_alike(string id, ClientDialect dialect)
    {
        var recording = Recordings.Get(id);
        var (stream, whole) = (new ReplayedAnswer(recording, dialect), new ReplayedAnswer(recording, dialect));
        stream.Stream();
        whole.Whole();

        stream.Figures.Usage.ShouldBe(whole.Figures.Usage);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Answers))]
    public void A_stream_without_usage_is_the_same_stream(string id, ClientDialect dialect)
    {
        var recording = Recordings.Get(id);
        var (with, without) = (new ReplayedAnswer(recording, dialect).Stream(), new ReplayedAnswer(recording, dialect).WithoutUsage().Stream());

        (without with { Usage = null, Calls = [], States = [] }).ShouldBe(with with { Usage = null, Calls = [], States = [] });
        without.Calls.ShouldBe(with.Calls);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cut))]
    public void An_answer_that_breaks_off_ends_with_an_error(string id, ClientDialect dialect)
    {
        var replay = new ReplayedAnswer(Recordings.Get(id), dialect);
        var seen = replay.Stream();

        replay.IsWhole.ShouldBeFalse();
        seen.Error.ShouldNotBeNull();
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Refusals))]
    public void A_refusal_is_put_in_the_clients_words(string id, ClientDialect dialect)
    {
        var recording = Recordings.Get(id);
        var replay = new ReplayedAnswer(recording, dialect);
        var (status, message) = replay.Refusal();

        status.ShouldBeInRange(400, 599);
        message.ShouldNotBeNullOrWhiteSpace();
        replay.Failure.ShouldNotBeNull().Kind.ShouldNotBe(FailureKind.Unknown);
    }

    private static void ShouldNameTheModel(ReplayedAnswer replay, ClientDialect dialect)
    {
        if (replay.Failure is null)
        {
            var name = dialect is ClientDialect.Gemini or ClientDialect.GeminiArray ? "modelVersion" : "model";
            replay.Text.ShouldContain($"\"{name}\":\"{ReplayedAnswer.Model}\"");
        }
    }

    private static IEnumerable<TheoryDataRow<string, ClientDialect>> Rows(Func<TestSupport.Recording, bool> isWanted) =>
        from recording in Recordings.All()
        where RecordedAnswer.IsChat(recording) && isWanted(recording) && TranslatedFormats.Upstream(recording.Api) is not null
        from dialect in Enum.GetValues<ClientDialect>()
        where TranslatedFormats.Surface(dialect) is not null && !Odd.Contains((recording.Id, dialect))
        select new TheoryDataRow<string, ClientDialect>(recording.Id, dialect);

    private static bool IsCut(TestSupport.Recording recording) => recording.Features.Contains("truncated", StringComparer.Ordinal);

    /// <summary>A page or nothing, in place of an answer; frames that Amazon's check sums refuse.</summary>
    private static bool IsNoAnswer(TestSupport.Recording recording) =>
        recording.Features.Any(feature => feature is "html-body-with-200" or "empty-body" or "bad-crc");
}
