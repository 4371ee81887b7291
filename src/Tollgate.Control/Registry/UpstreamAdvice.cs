using System.Text;
using Tollgate.Control.Outbound;
using Tollgate.Routing;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Control.Registry;

/// <summary>What to look at when a provider does not answer well: the usual causes, for people.</summary>
internal static class UpstreamAdvice
{
    private const string NoApi = "base_url points at something that is not the API";

    /// <summary>When there was no answer.</summary>
    public static string Of(Exception fault) => fault switch
    {
        OutboundRefusedException or { InnerException: OutboundRefusedException } =>
            "The egress rules refuse this address: name a private one in the configuration file, or list it in egress.allow.",
        OperationCanceledException => "It is too slow or cannot be reached from here: look for a firewall, a wrong port, or a model that is still loading.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "Check the host name in base_url, and this machine's DNS.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            "Its certificate is not trusted here, or the port does not speak TLS: check http against https, and the port.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            "Nothing listens there: check host and port, and whether the server runs. Within a container 127.0.0.1 is the container itself.",
        _ => "What answers there is not an HTTP server, or it broke off: check the port, and http against https.",
    };

    /// <summary>When the sign-in failed that goes before it.</summary>
    public static string OfSignIn(GoogleAccount account) => account.IsMachine
        ? "Check that this is a machine of Google's cloud with a service account, and that the metadata server can be reached from here."
        : "Check the service account's key and its roles, this machine's clock, and that the token address can be reached.";

    /// <summary>When it answered, but not well.</summary>
    public static string? Of(Provider provider, int status, ReadOnlySpan<byte> body) => status switch
    {
        >= 200 and < 300 when IsPage(body) => $"That is a web page: {NoApi}{Hint(provider)}.",
        >= 200 and < 300 => $"The answer is not one of this API's: check kind, formats and base_url{Hint(provider)}.",
        >= 300 and < 400 => "It redirects, which is not followed: write the final address into base_url.",
        400 when body.IndexOf("API_KEY_INVALID"u8) >= 0 || body.IndexOf("API key"u8) >= 0 => KeyAdvice(provider),
        400 or 422 => "It understood where the request belongs but refuses it: its own words say why. The model's name may be wrong.",
        401 => KeyAdvice(provider),
        402 => "The account has no money left.",
        403 => "The credential is known but may not do this: check the model's access, the project or region, and an allow list of addresses at the provider.",
        404 when IsPage(body) || body.IndexOf("model"u8) < 0 => $"There is no such path: {NoApi}{Hint(provider)}.",
        404 => "It does not know the model: check its name there, and for Azure the name of the deployment.",
        405 or 501 => $"The path takes no such request: {NoApi}{Hint(provider)}.",
        429 => "The rate limit or the quota of the account is used up; key and address are right.",
        503 or 529 => "It is overloaded, or still loading the model; key and address may be right.",
        >= 500 => "The provider has trouble of its own, or a proxy before it cannot reach it.",
        _ => null,
    };

    /// <summary>What comes is HTML, as from a web site, a login page or a proxy.</summary>
    public static bool IsPage(ReadOnlySpan<byte> body)
    {
        body = body.TrimStart("\uFEFF"u8).TrimStart(" \r\n\t"u8);
        return body.Length > 0 && body[0] == (byte)'<';
    }

    private static string KeyAdvice(Provider provider) =>
        provider.CredentialLines.Length == 0 && provider.Credential is null && provider.Account is null
            ? "It wants a credential and none is configured: set api_key."
            : "The credential is refused: check api_key for a typing error, another account's key, or one of the other region of this service.";

    private static string Hint(Provider provider)
    {
        var preset = provider.Preset;
        var usual = preset.VersionPath.Length > 0 ? preset.VersionPath : preset.BaseUrl is null ? "/v1" : string.Empty;
        return usual.Length == 0 || Encoding.ASCII.GetString(provider.Origin.PathPrefix).EndsWith(usual, StringComparison.Ordinal)
            ? string.Empty
            : $"; for kind {preset.Kind} it usually ends with {usual}";
    }
}
