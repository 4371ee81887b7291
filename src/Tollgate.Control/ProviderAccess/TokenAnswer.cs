using System.Globalization;
using System.Text.Json;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Control.ProviderAccess;

/// <summary>Reads what a token address answers. Of what came back nothing but an error code is ever repeated.</summary>
internal static class TokenAnswer
{
    private const int MaxTokenLength = 8 * 1024;

    /// <summary>What a lifetime is taken for that is none; Google's are an hour.</summary>
    private const double UsualSeconds = 3600;

    private const double MaxSeconds = 86_400;

    /// <summary>The token, or why there is none.</summary>
    /// <param name="body">The answer's body.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="minSeconds">The least lifetime that is believed.</param>
    public static AccessToken Read(byte[] body, int status, double minSeconds)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && status is >= 200 and < 300 && TextOf(root, "access_token") is { } token && IsFit(token))
            {
                var seconds = root.TryGetProperty("expires_in", out var life) && life.ValueKind == JsonValueKind.Number && life.TryGetDouble(out var given)
                    ? given : UsualSeconds;
                return new AccessToken(token, TimeSpan.FromSeconds(Math.Clamp(seconds, minSeconds, MaxSeconds)));
            }

            var error = root.ValueKind == JsonValueKind.Object ? TextOf(root, "error") : null;
            return Failed(string.Create(CultureInfo.InvariantCulture, $"the sign-in was answered {status}{(IsWord(error) ? ": " + error : "")}"));
        }
        catch (JsonException)
        {
            return Failed(string.Create(CultureInfo.InvariantCulture, $"the sign-in was answered {status} with something that is no JSON"));
        }
    }

    /// <summary>No token.</summary>
    public static AccessToken Failed(string problem) => new(null, TimeSpan.Zero, problem);

    private static string? TextOf(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>It goes into a header line.</summary>
    private static bool IsFit(string token) => token.Length is > 0 and <= MaxTokenLength && !token.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>An error code of RFC 6749, such as <c>invalid_grant</c>: nothing else is repeated.</summary>
    private static bool IsWord(string? error) => error is { Length: > 0 and <= 64 } && error.All(c => char.IsAsciiLetterLower(c) || c == '_');
}
