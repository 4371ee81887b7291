using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Extracts;
using Tollgate.TestSupport.Grammar;
using Xunit;

namespace Tollgate.Tests.Support;

/// <summary>The checkers are right about what the vendors themselves send, and agree with the lenient readers about what it says.</summary>
public sealed class NativeRecordingTests
{
    /// <summary>Where a vendor's real answer breaks its own rules, or the recorder did: part of the breach that is to be found.</summary>
    private static readonly Dictionary<string, string> Deviations = new(StringComparer.Ordinal)
    {
        ["openai-responses-stream-tools"] = "'sequence_number' is missing", // of March 2025, before events were numbered
        ["azure-chat-stream"] = "'finish_reason' is missing", // a model of xAI's, behind Azure
        ["azure-model-router-stream"] = "'object' is not 'chat.completion.chunk'", // the verdict on the prompt comes in a chunk of its own
        ["azure-chat"] = "'id' is missing", // an error with status 200
        ["vertex-basic"] = "'finishReason' is no text", // the recorder's own spelling
    };

    public static IEnumerable<TheoryDataRow<string>> Native() => Recordings.All()
        .Where(recording => recording.IsReal && recording.Status == 200 && Dialect(recording) is not null)
        .Select(recording => new TheoryDataRow<string>(recording.Id));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Native))]
    public void A_vendors_own_answer_passes_its_checker_and_says_what_the_lenient_reader_found(string id)
    {
        var recording = Recordings.Get(id);
        var dialect = Dialect(recording)!.Value;
        AnswerSeen Check() => RecordedAnswer.IsStreamed(recording) ? Grammars.Stream(dialect, recording.ResponseBody) : Grammars.Whole(dialect, recording.ResponseBody);
        if (Deviations.TryGetValue(id, out var breach))
        {
            Should.Throw<GrammarException>(() => Check()).Message.ShouldContain(breach);
            return;
        }

        var strict = Check();
        if (RecordedAnswer.IsChat(recording))
        {
            Describe(strict).ShouldBe(Describe(RecordedAnswer.Of(recording)));
        }
    }

    private static ClientDialect? Dialect(TestSupport.Recording recording) => (recording.Provider, recording.Api) switch
    {
        ("openai" or "azure", "openai.chat") => ClientDialect.Chat,
        ("openai", "openai.completions") => ClientDialect.Completions,
        ("openai" or "xai" or "deepseek", "openai.responses") => ClientDialect.Responses,
        ("anthropic", "anthropic.messages") => ClientDialect.Anthropic,
        ("gemini" or "vertex", "gemini.generateContent") => recording.ResponseBody.AsSpan().StartsWith("["u8) ? ClientDialect.GeminiArray : ClientDialect.Gemini,
        _ => null,
    };

    private static string Describe(AnswerSeen seen) => new StringBuilder()
        .AppendLine(seen.Text).AppendLine(seen.Reasoning).AppendLine(seen.Refusal).AppendJoin('\n', seen.Calls).AppendLine()
        .AppendJoin('\n', seen.States).AppendLine().Append(seen.Media).Append(' ').Append(seen.Choices).Append(' ').Append(seen.Finish).Append(' ').Append(seen.Usage)
        .ToString();
}
