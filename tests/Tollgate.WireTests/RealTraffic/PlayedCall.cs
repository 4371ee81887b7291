using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Taken = Tollgate.TestSupport.Recording;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>What came of a recorded call: at the client, and at the upstream.</summary>
internal sealed record PlayedCall(RecordedCall Call, RawResponse Answer, ReceivedRequest? Received)
{
    /// <summary>The two places where a usage wish is written when there are no <c>stream_options</c>, or some without it.</summary>
    private static readonly string[] Wishes = ["\"stream_options\":{\"include_usage\":true},", "\"include_usage\":true,", "\"include_usage\":true"];

    private Taken Recording => Call.Recording;

    /// <summary>Status and body are the recorded ones, or what the rules make of them.</summary>
    public void ShouldComeBack(string how)
    {
        var what = $"{Call} {how}";
        var expected = ExpectedAnswer.Of(Call);
        if (expected.IsRefused)
        {
            Answer.Status.ShouldBe(502, what);
            Answer.BodyText.ShouldContain("\"error\"", Case.Sensitive, what);
            return;
        }

        Answer.Status.ShouldBe(Recording.Status, $"{what}: {Answer}");
        Answer.IsComplete.ShouldBeTrue(what);
        if (!expected.IsCut)
        {
            ShouldBeSame(Answer.Body, expected.Body, what);
            return;
        }

        ShouldBeSame(Answer.Body[..expected.Body.Length], expected.Body, what);
        var rest = Encoding.UTF8.GetString(Answer.Body, expected.Body.Length, Answer.Body.Length - expected.Body.Length);
        rest.ShouldContain("\"error\"", Case.Sensitive, what);
        rest.ShouldNotContain("[DONE]");
    }

    /// <summary>The upstream got the recorded request: method, path, query, body, and the headers that concern it.</summary>
    public void ShouldHaveArrived()
    {
        var received = Received.ShouldNotBeNull($"{Call}: {Answer}");
        received.Method.ShouldBe(Recording.Method);
        received.Target.ShouldBe(WithoutKey(Recording.Path));
        if (!WasAskedForUsage())
        {
            ShouldBeSame(received.Body, Recording.RequestBody, $"{Call} at the upstream");
        }

        foreach (var (name, value) in Recording.RequestHeaders)
        {
            if (name is "content-type" or "accept" or "user-agent" or "openai-beta" or "anthropic-version" or "anthropic-beta"
                || name.StartsWith("x-stainless-", StringComparison.Ordinal))
            {
                received.Headers.All(name).ShouldContain(value, $"{Call}: {name}");
            }
        }

        received.HeadText.ShouldNotContain(Secrets.ClientKey);
        received.HeadText.ShouldContain(Secrets.ProviderKey);
    }

    /// <summary>The client's request wanted usage, or is none that can.</summary>
    private bool WasAskedForUsage()
    {
        if (!ExpectedAnswer.UsageIsOurWish(Call))
        {
            return false;
        }

        var text = Received!.BodyText;
        foreach (var wish in Wishes)
        {
            var at = text.IndexOf(wish, StringComparison.Ordinal);
            if (at >= 0 && text.Remove(at, wish.Length) == Encoding.UTF8.GetString(Recording.RequestBody))
            {
                return true;
            }
        }

        text = text.Replace("\"include_usage\":true", "\"include_usage\":false", StringComparison.Ordinal);
        text.ShouldBe(Encoding.UTF8.GetString(Recording.RequestBody), $"{Call}: the only edit is the usage wish");
        return true;
    }

    private static string WithoutKey(string target)
    {
        var parts = target.Split('?', 2);
        if (parts.Length == 1)
        {
            return target;
        }

        var kept = parts[1].Split('&').Where(part => part != "key" && !part.StartsWith("key=", StringComparison.Ordinal)).ToList();
        return kept.Count == 0 ? parts[0] : parts[0] + "?" + string.Join('&', kept);
    }

    private static void ShouldBeSame(byte[] actual, byte[] expected, string what)
    {
        if (!actual.AsSpan().SequenceEqual(expected))
        {
            var at = actual.AsSpan().CommonPrefixLength(expected);
            throw new ShouldAssertException(
                $"{what}: {actual.Length} bytes instead of {expected.Length}, first difference at {at}: "
                + JsonSerializer.Serialize(Around(actual, at)) + " instead of " + JsonSerializer.Serialize(Around(expected, at)));
        }
    }

    private static string Around(byte[] bytes, int at) =>
        Encoding.UTF8.GetString(bytes, Math.Max(0, at - 20), Math.Min(bytes.Length - Math.Max(0, at - 20), 80));
}
