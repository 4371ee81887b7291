using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;

namespace Tollgate.WireTests.Harness;

/// <summary>What the contract says about answers, in one place.</summary>
internal static class AnswerAssertions
{
    /// <summary>The gateway's own error in OpenAI's shape.</summary>
    public static void ShouldBeError(this RawResponse answer, int status, string code)
    {
        answer.Status.ShouldBe(status, answer.ToString());
        answer["content-type"].ShouldNotBeNull().ShouldStartWith("application/json");
        using var document = JsonDocument.Parse(answer.Body);
        var error = document.RootElement.GetProperty("error");
        error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        error.GetProperty("type").GetString().ShouldNotBeNullOrWhiteSpace();
        error.TryGetProperty("param", out _).ShouldBeTrue();
        error.GetProperty("code").GetString().ShouldBe(code, answer.ToString());
        ShouldHoldNoSecret(answer);
    }

    /// <summary>A stream that broke: its last event is an error in OpenAI's shape, there is no success marker, and the framing is whole.</summary>
    public static void ShouldEndInErrorEvent(this RawResponse answer, string code)
    {
        answer.IsComplete.ShouldBeTrue(answer.ToString());
        answer.BodyText.ShouldNotContain("[DONE]");
        var last = answer.BodyText.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        var data = last.Split('\n').Single(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..];
        using var document = JsonDocument.Parse(data);
        document.RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe(code, answer.ToString());
        ShouldHoldNoSecret(answer);
    }

    private static void ShouldHoldNoSecret(RawResponse answer)
    {
        foreach (var secret in Secrets.All)
        {
            answer.ToString().ShouldNotContain(secret);
        }
    }
}
