using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Configuration;
using Tollgate.Control.Outbound;
using Tollgate.Recording;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Control.ProviderAccess;

/// <summary>
/// Gets access tokens at Google's token address: with an assertion that a service account's key signs (RFC 7523), or with a user's refresh token;
/// for the machine's own account at its metadata server.
/// By the egress rules in force, bounded in time and size. Nothing that is sent or comes back is ever part of a message.
/// </summary>
internal sealed class GoogleSignIn : IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private const string AssertionGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>A shorter lifetime than this is not believed: a token that was just made lives an hour.</summary>
    private const double MinSeconds = 60;

    /// <summary>Google's upper bound for an assertion.</summary>
    private static readonly TimeSpan AssertionLife = TimeSpan.FromHours(1);

    /// <summary>A clock that goes ahead must not make assertions of the future.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);

    private readonly HttpClient _named;
    private readonly HttpClient _byApi;
    private readonly MetadataSignIn _metadata;
    private readonly TimeProvider _time;
    private readonly EventLog? _log;

    public GoogleSignIn(OutboundHttp outbound, TimeProvider time, EventLog? log)
    {
        _time = time;
        _log = log;
        _named = outbound.Create(Options(namedInFile: true));
        _byApi = outbound.Create(Options(namedInFile: false));
        _metadata = new MetadataSignIn(outbound);
    }

    /// <summary>Gets a token. What fails is told in the answer.</summary>
    public async Task<AccessToken> SignInAsync(GoogleAccount account, CancellationToken stop)
    {
        var token = account.IsMachine ? await _metadata.AskAsync(account, stop) : await AskAsync(account, stop);
        if (token.Problem is { } problem)
        {
            _log?.Warn(SignInEvents.Failed, "A sign-in at a provider failed", ("account", account.IsMachine ? "machine" : account.Email ?? "user"), ("reason", problem));
        }

        return token;
    }

    public void Dispose()
    {
        _named.Dispose();
        _byApi.Dispose();
        _metadata.Dispose();
    }

    private async Task<AccessToken> AskAsync(GoogleAccount account, CancellationToken stop)
    {
        try
        {
            using var form = new FormUrlEncodedContent(FormOf(account));
            using var answer = await (account.FromFile ? _named : _byApi).PostAsync(account.TokenUri, form, stop);
            return TokenAnswer.Read(await answer.Content.ReadAsByteArrayAsync(stop), (int)answer.StatusCode, MinSeconds);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            return TokenAnswer.Failed($"{account.TokenUri.Host} could not be asked for a token: {OutboundReason.Of(fault)}");
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
