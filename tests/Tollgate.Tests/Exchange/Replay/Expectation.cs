using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.Tests.Exchange.Replay;

/// <summary>What a client of each dialect must see of what a provider said.</summary>
internal static class Expectation
{
    public static void ShouldSay(this AnswerSeen seen, AnswerSeen recorded, ClientDialect dialect, bool isStream)
    {
        if (recorded.Error is { } error)
        {
            seen.Error.ShouldNotBeNull("the provider's error").ShouldContain(error[..Math.Min(40, error.Length)]);
            if (isStream)
            {
                seen.Text.ShouldBe(TextOf(recorded, dialect));
            }

            return;
        }

        seen.Error.ShouldBeNull();
        if (recorded.Media == 0)
        {
            seen.Text.ShouldBe(TextOf(recorded, dialect));
        }

        seen.Refusal.ShouldBe(HasRefusals(dialect) ? recorded.Refusal : "");
        if (dialect != ClientDialect.Completions)
        {
            seen.Reasoning.ShouldBe(recorded.Reasoning);
            seen.Calls.ShouldBe(CallsOf(recorded, dialect, isStream));
            seen.Finish.ShouldBe(FinishOf(recorded, dialect), $"finish, recorded {recorded.Finish}");
        }

        if (recorded.Usage is { } usage)
        {
            seen.Usage.ShouldBe(UsageOf(usage, dialect));
        }

        if (dialect is ClientDialect.Gemini or ClientDialect.GeminiArray)
        {
            seen.Media.ShouldBe(recorded.Media);
        }

        if (dialect is not (ClientDialect.Chat or ClientDialect.Completions))
        {
            seen.States.Select(Unwrapped).ShouldBe(recorded.States);
        }
    }

    /// <summary>A provider's note, be it in its own place or in an envelope.</summary>
    public static string Unwrapped(string state) =>
        StateEnvelope.Unwrap(new JsonString(Encoding.UTF8.GetBytes(state))) is { } opaque ? opaque.Data.ToString() : state;

    /// <summary>Only OpenAI has a place of its own for a refusal's words.</summary>
    private static bool HasRefusals(ClientDialect dialect) => dialect is ClientDialect.Chat or ClientDialect.Responses;

    private static string TextOf(AnswerSeen recorded, ClientDialect dialect) => HasRefusals(dialect) ? recorded.Text : recorded.Text + recorded.Refusal;

    /// <summary>Google and OpenAI's responses say that tools are wanted by the calls themselves, and Anthropic's clients stop at a refusal.</summary>
    private static FinishSeen FinishOf(AnswerSeen recorded, ClientDialect dialect) => recorded switch
    {
        { Finish: FinishSeen.Stop or FinishSeen.None, Calls.Count: > 0 } => FinishSeen.Tools,
        { Finish: FinishSeen.Stop, Refusal.Length: > 0 } when dialect == ClientDialect.Anthropic => FinishSeen.Filter,
        { Finish: FinishSeen.None } => FinishSeen.Stop,
        { Finish: FinishSeen.Tools, Calls.Count: 0 } => FinishSeen.Stop,
        _ => recorded.Finish,
    };

    /// <summary>
    /// Arguments that are no JSON, which a limit cut off: Google's format leaves such a call out, as Google does, and Anthropic's whole
    /// answers have a wrapping for them.
    /// </summary>
    private static IEnumerable<CallSeen> CallsOf(AnswerSeen recorded, ClientDialect dialect, bool isStream) => recorded.Calls
        .Where(call => PlainJson.IsObject(call.Arguments) || dialect is not (ClientDialect.Gemini or ClientDialect.GeminiArray))
        .Select(call => PlainJson.IsObject(call.Arguments) || isStream || dialect != ClientDialect.Anthropic
            ? call
            : call with { Arguments = PlainJson.Of(JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["INVALID_JSON"] = call.Arguments })) });

    /// <summary>Google has no word for what was written to a cache.</summary>
    private static UsageSeen UsageOf(UsageSeen usage, ClientDialect dialect) =>
        dialect is ClientDialect.Gemini or ClientDialect.GeminiArray ? usage with { CacheWrite = 0 } : usage;
}
