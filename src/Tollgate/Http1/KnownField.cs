namespace Tollgate.Http1;

/// <summary>Field names that something here acts on. At most 128, the width of <see cref="KnownFieldSet"/>.</summary>
internal enum KnownField : byte
{
    Other,

    // Framing and routing of this hop (RFC 9112, RFC 9110 7.6.1)
    Host,
    ContentLength,
    TransferEncoding,
    Connection,
    KeepAlive,
    ProxyConnection,
    Te,
    Trailer,
    Upgrade,
    Http2Settings,
    Expect,

    /// <summary><c>x-content-length</c>: Kestrel's rest of a Content-Length that met a Transfer-Encoding.</summary>
    XContentLength,

    // Credentials
    Authorization,
    ProxyAuthorization,
    ProxyAuthenticate,

    /// <summary>Any other <c>proxy-*</c>.</summary>
    ProxyOther,
    WwwAuthenticate,
    XApiKey,
    ApiKey,
    XGoogApiKey,
    Cookie,
    SetCookie,

    /// <summary>Credentials that other gateways and clouds read, such as <c>x-auth-token</c> and <c>x-amz-security-token</c>.</summary>
    OtherCredential,

    // Who the client is, by the word of whoever stood before us
    Forwarded,

    /// <summary>Any <c>x-forwarded-*</c>.</summary>
    XForwarded,
    XRealIp,

    /// <summary>Any other field that claims a client address, such as <c>true-client-ip</c>.</summary>
    ClientAddress,
    Via,

    /// <summary>Any <c>cf-*</c>: Cloudflare's view of a client, or of its own cache.</summary>
    Cloudflare,

    /// <summary><c>x-original-url</c>, <c>x-http-method-override</c> and their like: name another request than the one checked.</summary>
    Override,

    // Content
    ContentType,
    ContentEncoding,
    ContentLanguage,
    ContentDisposition,
    ContentLocation,
    ContentRange,
    AcceptEncoding,
    Accept,
    Range,
    ETag,
    CacheControl,
    LastModified,
    UserAgent,

    // Tracing
    XRequestId,
    RequestId,
    TraceParent,
    TraceState,
    Baggage,

    // The gateway's own
    AppName,
    TollgateProvider,

    /// <summary>Any other <c>x-tollgate-*</c>.</summary>
    TollgateOther,

    // Browsers
    Origin,
    Referer,

    /// <summary>Any <c>access-control-*</c>.</summary>
    AccessControl,
    SecWebSocketProtocol,

    /// <summary>Any other <c>sec-websocket-*</c>.</summary>
    SecWebSocket,

    /// <summary>Any other <c>sec-*</c>, <c>dnt</c> and <c>upgrade-insecure-requests</c>.</summary>
    BrowserHint,

    // Answers
    Server,
    Date,
    RetryAfter,
    Location,
    OperationLocation,
    Link,
    Refresh,
    AltSvc,
    StrictTransportSecurity,
    ClearSiteData,
    XPoweredBy,

    /// <summary><c>report-to</c>, <c>nel</c>, <c>reporting-endpoints</c>: where a browser reports network errors of the provider.</summary>
    Reporting,

    /// <summary>Names of the provider's machines, caches and regions, such as <c>x-served-by</c> and <c>x-envoy-*</c>.</summary>
    Infrastructure,

    /// <summary><c>x-ratelimit-*</c>, <c>ratelimit*</c> and <c>anthropic-ratelimit-*</c>: the limits of the provider account.</summary>
    RateLimit,

    /// <summary>Ids of the provider account: <c>openai-organization</c>, <c>openai-project</c>, <c>anthropic-organization-id</c>.</summary>
    ProviderAccount,
    AnthropicVersion,
    AnthropicBeta,
}
