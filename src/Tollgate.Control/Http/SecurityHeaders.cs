using Microsoft.AspNetCore.Http;
using Tollgate.Control.Hosting;

namespace Tollgate.Control.Http;

/// <summary>What every answer of the control plane tells a browser. Pages replace the content policy with one that lets them load their own files.</summary>
internal static class SecurityHeaders
{
    /// <summary>For answers that are no page: nothing may be loaded, nothing may frame them.</summary>
    public const string DataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>For pages: scripts, styles, pictures and calls from here alone, nothing inline.</summary>
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private const string OneYear = "max-age=31536000";

    public static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = DataPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (context.Features.Get<PeerFacts>()?.TlsProtocol is not null)
        {
            headers.StrictTransportSecurity = OneYear;
        }
    }
}
