using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Configuration;
using Tollgate.Control.Outbound;
using Tollgate.Recording;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Control.ProviderAccess;

/// <summary>
/// Gets access tokens at Google's token address: with an assertion that a service account's key signs (RFC 7523), or with a user's refresh token.
/// By the egress rules in force, bounded in time and size. Nothing that is sent or comes back is ever part of a message.
/// </summary>
internal sealed class GoogleSignIn : IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private const string AssertionGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private const int MaxTokenLength = 8 * 1024;

    /// <summary>What a lifetime is taken for that is no lifetime; Google's are an hour.</summary>
    private const double MinSeconds = 60;

    private const double MaxSeconds = 86_400;

    /// <summary>Google's upper bound for an assertion.</summary>
    private static readonly TimeSpan AssertionLife = TimeSpan.FromHours(1);

    /// <summary>A clock that goes ahead must not make assertions of the future.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);

    private readonly HttpClient _named;
    private readonly HttpClient _byApi;
    private readonly TimeProvider _time;
    private readonly EventLog? _log;

    public GoogleSignIn(OutboundHttp outbound, TimeProvider time, EventLog? log)
    {
        _time = time;
        _log = log;
        _named = outbound.Create(Options(namedInFile: true));
        _byApi = outbound.Create(Options(namedInFile: false));
    }

    /// <summary>Gets a token. What fails is told in the answer.</summary>
    public async Task<AccessToken> SignInAsync(GoogleAccount account, CancellationToken stop)
    {
        var token = await AskAsync(account, stop);
        if (token.Problem is { } problem)
        {
            _log?.Warn(SignInEvents.Failed, "A sign-in at a provider failed", ("account", account.Email ?? "user"), ("reason", problem));
        }

        return token;
    }

    public void Dispose()
    {
        _named.Dispose();
        _byApi.Dispose();
    }

    private async Task<AccessToken> AskAsync(GoogleAccount account, CancellationToken stop)
    {
        try
        {
            using var form = new FormUrlEncodedContent(FormOf(account));
            using var answer = await (account.FromFile ? _named : _byApi).PostAsync(account.TokenUri, form, stop);
            return Read(await answer.Content.ReadAsByteArrayAsync(stop), (int)answer.StatusCode);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            return Failed($"{account.TokenUri.Host} could not be asked for a token: {OutboundReason.Of(fault)}");
        }
    }

    private static OutboundOptions Options(bool namedInFile) => new()
    {
        NamedInFile = namedInFile,
        Timeout = TimeSpan.FromSeconds(15),
        MaxResponseBytes = 64 * 1024,
        MaxConnections = 2,
    };

    private Dictionary<string, string> FormOf(GoogleAccount account) => account.RefreshToken is { } refresh
        ? new(StringComparer.Ordinal)
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = account.ClientId!,
            ["client_secret"] = account.ClientSecret!.Reveal(),
            ["refresh_token"] = refresh.Reveal(),
        }
        : new(StringComparer.Ordinal) { ["grant_type"] = AssertionGrant, ["assertion"] = Assertion(account.Email!, account.PrivateKey!, account) };

    /// <summary>A JSON web token by RFC 7515: head, claims and RS256 over both.</summary>
    private string Assertion(string email, Secret pem, GoogleAccount account)
    {
        var now = (_time.GetUtcNow() - Skew).ToUnixTimeSeconds();
        var head = Json(writer =>
        {
            writer.WriteString("alg", "RS256");
            writer.WriteString("typ", "JWT");
            if (account.KeyId is { } id) { writer.WriteString("kid", id); }
        });
        var claims = Json(writer =>
        {
            writer.WriteString("iss", email);
            writer.WriteString("scope", Scope);
            writer.WriteString("aud", account.TokenUri.OriginalString);
            writer.WriteNumber("iat", now);
            writer.WriteNumber("exp", now + (long)AssertionLife.TotalSeconds);
        });
        var signed = head + "." + claims;
        using var key = RSA.Create();
        key.ImportFromPem(pem.Reveal());
        return signed + "." + Base64(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static AccessToken Read(byte[] body, int status)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && status is >= 200 and < 300 && TextOf(root, "access_token") is { } token && IsFit(token))
            {
                var seconds = root.TryGetProperty("expires_in", out var life) && life.ValueKind == JsonValueKind.Number && life.TryGetDouble(out var given) ? given : 3600;
                return new AccessToken(token, TimeSpan.FromSeconds(Math.Clamp(seconds, MinSeconds, MaxSeconds)));
            }

            var error = root.ValueKind == JsonValueKind.Object ? TextOf(root, "error") : null;
            return Failed(string.Create(CultureInfo.InvariantCulture, $"the sign-in was answered {status}{(IsWord(error) ? ": " + error : "")}"));
        }
        catch (JsonException)
        {
            return Failed(string.Create(CultureInfo.InvariantCulture, $"the sign-in was answered {status} with something that is no JSON"));
        }
    }

    private static AccessToken Failed(string problem) => new(null, TimeSpan.Zero, problem);

    private static string? TextOf(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>It goes into a header line.</summary>
    private static bool IsFit(string token) => token.Length is > 0 and <= MaxTokenLength && !token.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>An error code of RFC 6749, such as <c>invalid_grant</c>: nothing else is repeated.</summary>
    private static bool IsWord(string? error) => error is { Length: > 0 and <= 64 } && error.All(c => char.IsAsciiLetterLower(c) || c == '_');

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Base64(bytes.ToArray());
    }

    private static string Base64(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
