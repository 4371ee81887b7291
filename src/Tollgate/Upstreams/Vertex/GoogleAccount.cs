using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Configuration;

namespace Tollgate.Upstreams.Vertex;

/// <summary>
/// What an access token of Google's is got with: a service account's key, or a user's refresh token, as their JSON files hold them; or the machine that
/// the gateway runs on.
/// </summary>
internal sealed class GoogleAccount
{
    private const string UsualTokenUri = "https://oauth2.googleapis.com/token";
    private const string UsualMetadataHost = "metadata.google.internal";
    private const string MetadataPath = "/computeMetadata/v1/instance/service-accounts/default/token";
    private const string NoAccount = "is not the JSON text of a service account's key";
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    private GoogleAccount()
    {
    }

    /// <summary>Digest of the file's text: what tokens are kept under.</summary>
    public required string Identity { get; init; }

    /// <summary>Where tokens are got.</summary>
    public required Uri TokenUri { get; init; }

    /// <summary>The deployment's own file names it, which permits private addresses.</summary>
    public required bool FromFile { get; init; }

    /// <summary>It is the machine's own, and the metadata server gives its tokens.</summary>
    public bool IsMachine { get; private init; }

    /// <summary>Address of the service account; null for a user.</summary>
    public string? Email { get; init; }

    /// <summary>Its private key (PEM); null for a user.</summary>
    public Secret? PrivateKey { get; init; }

    /// <summary>Id of that key; null where the file names none.</summary>
    public string? KeyId { get; init; }

    /// <summary>Id of the client that the user signed in to; null for a service account.</summary>
    public string? ClientId { get; init; }

    /// <summary>That client's secret.</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>The user's refresh token.</summary>
    public Secret? RefreshToken { get; init; }

    /// <summary>The machine's own account.</summary>
    /// <param name="host">Host of its metadata server, and a port where it is not 80; null for Google's name of it.</param>
    public static GoogleAccount OfMachine(string? host) => new()
    {
        Identity = "machine@" + (host ?? UsualMetadataHost),
        TokenUri = MetadataUri(host ?? UsualMetadataHost) ?? throw new InvalidOperationException("A metadata host was not checked."),
        FromFile = true,
        IsMachine = true,
    };

    /// <summary>Where a metadata server gives tokens; null where its host is none.</summary>
    public static Uri? MetadataUri(string host) =>
        Uri.TryCreate($"http://{host}{MetadataPath}", UriKind.Absolute, out var uri) && uri is { UserInfo.Length: 0, AbsolutePath: MetadataPath, Query.Length: 0, Fragment.Length: 0 }
            ? uri : null;

    /// <summary>The JSON text among a provider's credentials; null where it has none, but a key or a token, or nothing.</summary>
    public static Secret? TextOf(ProviderConfig config) =>
        config.Credentials ?? (config.ApiKey is { } key && key.Reveal().AsSpan().TrimStart().StartsWith('{') ? key : null);

    /// <summary>Reads such a file's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fromFile">The deployment's own file names it.</param>
    /// <param name="account">What it says.</param>
    /// <param name="problem">Why it is none, without a word of it.</param>
    public static bool TryParse(Secret text, bool fromFile, [NotNullWhen(true)] out GoogleAccount? account, [NotNullWhen(false)] out string? problem)
    {
        account = null;
        problem = NoAccount;
        try
        {
            using var document = JsonDocument.Parse(text.Reveal(), Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) { return false; }
            if (!Uri.TryCreate(TextOf(root, "token_uri") ?? UsualTokenUri, UriKind.Absolute, out var uri) || (uri.Scheme != "https" && !(fromFile && uri.Scheme == "http")))
            {
                problem = "has a token_uri that is no https address";
                return false;
            }

            var read = new GoogleAccount
            {
                Identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Reveal()))) + (fromFile ? string.Empty : "#api"),
                TokenUri = uri,
                FromFile = fromFile,
                Email = TextOf(root, "client_email"),
                PrivateKey = SecretOf(root, "private_key"),
                KeyId = TextOf(root, "private_key_id"),
                ClientId = TextOf(root, "client_id"),
                ClientSecret = SecretOf(root, "client_secret"),
                RefreshToken = SecretOf(root, "refresh_token"),
            };
            if (ProblemOf(read, TextOf(root, "type")) is { } wrong)
            {
                problem = wrong;
                return false;
            }

            account = read;
            problem = null;
            return true;
        }
        catch (JsonException)
        {
            problem = NoAccount;
            return false;
        }
    }

    private static string? ProblemOf(GoogleAccount account, string? type)
    {
        switch (type)
        {
            case "service_account" or null when account is { Email: not null, PrivateKey: { } pem }:
                try
                {
                    using var key = RSA.Create();
                    key.ImportFromPem(pem.Reveal());
                    return null;
                }
                catch (Exception fault) when (fault is ArgumentException or CryptographicException)
                {
                    return "has a private_key that is no RSA key in PEM";
                }

            case "service_account" or null:
                return "lacks client_email or private_key";
            case "authorized_user":
                return account is { ClientId: not null, ClientSecret: not null, RefreshToken: not null } ? null : "lacks client_id, client_secret or refresh_token";
            default:
                return "is of a type that is not known; use the key of a service account";
        }
    }

    private static string? TextOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static Secret? SecretOf(JsonElement root, string name) => TextOf(root, name) is { } text ? new Secret(text) : null;
}
