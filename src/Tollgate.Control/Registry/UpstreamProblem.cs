using System.Globalization;
using System.Text;
using System.Text.Json;
using Tollgate.Routing;

namespace Tollgate.Control.Registry;

/// <summary>What is wrong with an answer, in the provider's own words as far as these repeat no credential.</summary>
internal static class UpstreamProblem
{
    private const int MaxText = 200;
    private const int MaxBytes = 8 * 1024;

    /// <summary>Null for a good answer: a JSON document that has what answers of its kind have, and reports no error.</summary>
    /// <param name="provider">Who answered.</param>
    /// <param name="question">What was asked.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="body">The answer.</param>
    public static string? Of(Provider provider, UpstreamQuestion question, int status, byte[] body)
    {
        if (status is < 200 or >= 300)
        {
            return Said(provider, status, body);
        }

        if (UpstreamAdvice.IsPage(body))
        {
            return string.Create(CultureInfo.InvariantCulture, $"it answered {status} with a web page");
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (question.Sign.Length == 0)
            {
                return null;
            }

            // Some refuse with a good status: an error, or a status of their own, in the body.
            var refused = root.ValueKind != JsonValueKind.Object || (root.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String);
            return !refused && root.TryGetProperty(question.Sign, out var sign) && sign.ValueKind != JsonValueKind.Null ? null : Said(provider, status, body);
        }
        catch (JsonException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it answered {status} with something that is no JSON");
        }
    }

    /// <summary>The beginning of what it says, unless that repeats what we sent as a credential.</summary>
    private static string Said(Provider provider, int status, byte[] body)
    {
        var text = UpstreamAdvice.IsPage(body) ? "(a web page)" : Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxBytes)));
        foreach (var line in Encoding.ASCII.GetString(provider.CredentialLines).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var word in line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= 6))
            {
                text = text.Replace(word, "***", StringComparison.Ordinal);
            }
        }

        text = new string([.. text.Where(c => !char.IsControl(c)).Take(MaxText)]).Trim(); // only now: half a credential is none that could be found
        return string.Create(CultureInfo.InvariantCulture, $"it answered {status}{(text.Length == 0 ? "" : ": " + text)}");
    }
}
