using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Extracts;
using Tollgate.TestSupport.Grammar;
using Xunit;

namespace Tollgate.Tests.Support;

/// <summary>The checkers notice what is wrong: no event of a good stream can go missing, come twice or come too early.</summary>
public sealed partial class MutatedRecordingTests
{
    private static readonly Dictionary<string, ClientDialect> Streams = new(StringComparer.Ordinal)
    {
        ["openai-chat-stream-usage-2"] = ClientDialect.Chat,
        ["openai-chat-tools-stream-parallel"] = ClientDialect.Chat,
        ["openai-chat-refusal-stream"] = ClientDialect.Chat,
        ["openai-completions-stream"] = ClientDialect.Completions,
        ["openai-responses-stream"] = ClientDialect.Responses,
        ["deepseek-responses"] = ClientDialect.Responses,
        ["xai-responses-stream"] = ClientDialect.Responses,
        ["anthropic-tools-stream"] = ClientDialect.Anthropic,
        ["anthropic-thinking-stream"] = ClientDialect.Anthropic,
        ["anthropic-thinking-redacted"] = ClientDialect.Anthropic,
    };

    public static IEnumerable<TheoryDataRow<string>> Good() => Recordings.Available ? Streams.Keys.Select(id => new TheoryDataRow<string>(id)) : [];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Good))]
    public void No_event_can_be_left_out(string id) => EachMutationIsNoticed(id, (events, at) => [.. events[..at], .. events[(at + 1)..]]);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Good))]
    public void No_event_can_come_twice(string id) => EachMutationIsNoticed(id, (events, at) => [.. events[..at], events[at], .. events[at..]]);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Good))]
    public void No_two_events_can_change_places(string id) =>
        EachMutationIsNoticed(id, (events, at) => at == 0 || events[at] == events[at - 1] || MayInterleave(events[at - 1], events[at])
            ? events
            : [.. events[..(at - 1)], events[at], events[at - 1], .. events[(at + 1)..]]);

    [Theory]
    [InlineData("anthropic-thinking-stream", "\"index\":1", "\"index\":2")]
    [InlineData("anthropic-thinking-stream", "event: content_block_stop", "event: content_block_end")]
    [InlineData("anthropic-tools-stream", "\"stop_reason\":\"tool_use\"", "\"stop_reason\":\"tool_calls\"")]
    [InlineData("anthropic-tools-stream", "\"input\":{}", "\"input\":{\"a\":1}")]
    [InlineData("anthropic-tools-stream", "data: {\"type\": \"ping\"}", "data: {\"type\": \"pong\"}")]
    [InlineData("openai-chat-stream-usage-2", "\"total_tokens\":67", "\"total_tokens\":68")]
    [InlineData("openai-chat-stream-usage-2", "\"finish_reason\":\"stop\"", "\"finish_reason\":\"end_turn\"")]
    [InlineData("openai-chat-tools-stream-parallel", "\"index\":1,\"id\"", "\"index\":2,\"id\"")]
    [InlineData("openai-chat-tools-stream-parallel", "\"type\":\"function\",", "")]
    [InlineData("deepseek-responses", "\"sequence_number\":7", "\"sequence_number\":8")]
    [InlineData("deepseek-responses", "\"text\":\"4\"},\"sequence_number\":23", "\"text\":\"5\"},\"sequence_number\":23")]
    [InlineData("xai-responses-stream", "\"call_id\":", "\"call\":")]
    [InlineData("gemini-thinking-stream", "\"totalTokenCount\": 217", "\"totalTokenCount\": 218")]
    [InlineData("gemini-thinking-stream", "\"finishReason\": \"MAX_TOKENS\"", "\"finishReason\": \"length\"")]
    [InlineData("gemini-thinking-stream", "\"role\": \"model\"", "\"role\": \"assistant\"")]
    public void A_wrong_word_or_number_is_found(string id, string right, string wrong)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        var body = Encoding.UTF8.GetString(Recordings.Get(id).ResponseBody);
        body.ShouldContain(right);
        var dialect = Streams.GetValueOrDefault(id, ClientDialect.Gemini);
        Should.Throw<GrammarException>(() => Grammars.Stream(dialect, Encoding.UTF8.GetBytes(body.Replace(right, wrong, StringComparison.Ordinal))));
    }

    /// <summary>Noticed: refused, or read as another answer. Pings may come and go.</summary>
    private static void EachMutationIsNoticed(string id, Func<SseEvent[], int, SseEvent[]> mutate)
    {
        var dialect = Streams[id];
        var events = RecordedAnswer.Frames(Recordings.Get(id)).Where(item => item.Name != "ping").ToArray();
        var original = Read(dialect, events).ShouldNotBeNull();
        for (var at = 0; at < events.Length; at++)
        {
            var mutated = mutate(events, at);
            if (ReferenceEquals(mutated, events) || Says(events[at]) == false)
            {
                continue;
            }

            var read = Read(dialect, Renumbered(mutated));
            (read is null || Describe(read) != Describe(original)).ShouldBeTrue($"event {at} of {id}: {events[at].Data}");
        }
    }

    /// <summary>Calls of OpenAI's chat may grow beside each other.</summary>
    private static bool MayInterleave(SseEvent one, SseEvent other) =>
        one.Data.Contains("\"tool_calls\":[", StringComparison.Ordinal) && other.Data.Contains("\"tool_calls\":[", StringComparison.Ordinal);

    /// <summary>An empty piece of text says nothing, whether it is there or not.</summary>
    private static bool Says(SseEvent item) => !EmptyPiece().IsMatch(item.Data) || item.Data.Contains("\"role\"", StringComparison.Ordinal);

    private static AnswerSeen? Read(ClientDialect dialect, IEnumerable<SseEvent> events)
    {
        var text = new StringBuilder();
        foreach (var item in events)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(item.Name.Length > 0 ? $"event: {item.Name}\n" : "")}data: {item.Data}\n\n");
        }

        try
        {
            return Grammars.Stream(dialect, Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (GrammarException)
        {
            return null;
        }
    }

    /// <summary>The numbers of responses' events alone would give a mutation away: it has to be found by what is in them.</summary>
    private static IEnumerable<SseEvent> Renumbered(SseEvent[] events) => events.Select((item, number) => item with
    {
        Data = SequenceNumber().Replace(item.Data, string.Create(CultureInfo.InvariantCulture, $"\"sequence_number\":{number}")),
    });

    private static string Describe(AnswerSeen seen) => $"{seen.Text}|{seen.Reasoning}|{seen.Refusal}|{string.Join('|', seen.Calls)}|{string.Join('|', seen.States)}|{seen.Finish}|{seen.Usage}";

    [GeneratedRegex("\"sequence_number\":[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex SequenceNumber();

    [GeneratedRegex("\"(?:partial_json|text|content|delta)\":\"\"|\"delta\":\\{\\},\"logprobs\":null,\"finish_reason\":null", RegexOptions.None, 1000)]
    private static partial Regex EmptyPiece();
}
