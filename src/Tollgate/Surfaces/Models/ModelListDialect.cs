using Tollgate.Http1;

namespace Tollgate.Surfaces.Models;

/// <summary>Three vendors have <c>GET /v1/models</c>; whose it is tell the request's own headers.</summary>
internal static class ModelListDialect
{
    /// <summary>The endpoint in the dialect of the client's headers. A client that names a provider asks for that provider's own list: it stays as it is.</summary>
    public static Endpoint Choose(in Endpoint endpoint, RequestHead head)
    {
        if (endpoint is not { Kind: EndpointKind.Models or EndpointKind.Model, Dialect: Dialect.OpenAi } || head.Has(KnownField.TollgateProvider))
        {
            return endpoint;
        }

        return head.Has(KnownField.AnthropicVersion) || head.Has(KnownField.XApiKey) ? endpoint with { Dialect = Dialect.Anthropic }
            : head.Has(KnownField.XGoogApiKey) ? endpoint with { Dialect = Dialect.Gemini }
            : endpoint;
    }
}
