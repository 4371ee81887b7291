using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tollgate.Http1;

/// <summary>From the bytes of a field name to its <see cref="KnownField"/>.</summary>
internal static class KnownFields
{
    /// <summary>Bytes that are looked at: longer than every name below, so a longer name can only match a family by its prefix.</summary>
    private const int MaxBytes = 48;

    /// <summary>Finds a name in any letter case. The name must be a token: folding by one bit is exact only for those.</summary>
    [SkipLocalsInit] // only bytes that were written are read
    public static KnownField Find(ReadOnlySpan<byte> name)
    {
        Span<byte> folded = stackalloc byte[MaxBytes];
        var low = Fold(name.Length > MaxBytes ? name[..MaxBytes] : name, folded);
        var exact = Exact(low);
        return exact != KnownField.Other ? exact : Family(low);
    }

    /// <summary>Bit 0x20 lowers letters and leaves '-' and digits as they are; no other token byte becomes one of them.</summary>
    private static ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> name, Span<byte> folded)
    {
        var at = 0;
        for (; at + 8 <= name.Length; at += 8)
        {
            var bytes = BinaryPrimitives.ReadUInt64LittleEndian(name[at..]);
            BinaryPrimitives.WriteUInt64LittleEndian(folded[at..], bytes | 0x2020_2020_2020_2020UL);
        }

        for (; at < name.Length; at++) { folded[at] = (byte)(name[at] | 0x20); }
        return folded[..name.Length];
    }

    /// <summary>Names that belong together by their prefix.</summary>
    private static KnownField Family(ReadOnlySpan<byte> n) => n.IsEmpty ? KnownField.Other : n[0] switch
    {
        (byte)'x' => FamilyX(n),
        (byte)'s' when n.StartsWith("sec-websocket-"u8) => KnownField.SecWebSocket,
        (byte)'s' when n.StartsWith("sec-"u8) => KnownField.BrowserHint,
        (byte)'a' when n.StartsWith("access-control-"u8) => KnownField.AccessControl,
        (byte)'a' when n.StartsWith("anthropic-ratelimit-"u8) => KnownField.RateLimit,
        (byte)'c' when n.StartsWith("cf-"u8) => KnownField.Cloudflare,
        (byte)'p' when n.StartsWith("proxy-"u8) => KnownField.ProxyOther,
        (byte)'r' when n.StartsWith("ratelimit"u8) => KnownField.RateLimit,
        _ => KnownField.Other,
    };

    private static KnownField FamilyX(ReadOnlySpan<byte> n) => n.Length < 8 ? KnownField.Other : n[2] switch
    {
        (byte)'f' when n.StartsWith("x-forwarded"u8) => KnownField.XForwarded,
        (byte)'t' when n.StartsWith("x-tollgate-"u8) => KnownField.TollgateOther,
        (byte)'r' when n.StartsWith("x-ratelimit-"u8) || n.StartsWith("x-rate-limit-"u8) => KnownField.RateLimit,
        (byte)'e' when n.StartsWith("x-envoy-"u8) => KnownField.Infrastructure,
        (byte)'a' when n.StartsWith("x-amz-cf-"u8) => KnownField.Infrastructure,
        _ => KnownField.Other,
    };

    // By length first: a name meets only the few of its length, each compared as one or two wide loads against constants.
    private static KnownField Exact(ReadOnlySpan<byte> n) => n.Length switch
    {
        2 when n.SequenceEqual("te"u8) => KnownField.Te,
        3 => Length3(n),
        4 => Length4(n),
        5 when n.SequenceEqual("range"u8) => KnownField.Range,
        6 => Length6(n),
        7 => Length7(n),
        8 when n.SequenceEqual("location"u8) => KnownField.Location,
        8 when n.SequenceEqual("app-name"u8) => KnownField.AppName,
        9 => Length9(n),
        10 => Length10(n),
        11 => Length11(n),
        12 => Length12(n),
        13 => Length13(n),
        14 => Length14(n),
        15 => Length15(n),
        16 => Length16(n),
        17 => Length17(n),
        18 when n.SequenceEqual("proxy-authenticate"u8) => KnownField.ProxyAuthenticate,
        18 when n.SequenceEqual("operation-location"u8) => KnownField.OperationLocation,
        19 => Length19(n),
        20 => Length20(n),
        21 when n.SequenceEqual("x-ms-client-principal"u8) => KnownField.OtherCredential,
        22 when n.SequenceEqual("sec-websocket-protocol"u8) => KnownField.SecWebSocketProtocol,
        22 when n.SequenceEqual("x-http-method-override"u8) => KnownField.Override,
        23 when n.SequenceEqual("x-amzn-oidc-accesstoken"u8) => KnownField.OtherCredential,
        24 => Length24(n),
        25 => Length25(n),
        26 when n.SequenceEqual("x-serverless-authorization"u8) => KnownField.OtherCredential,
        27 when n.SequenceEqual("x-auth-request-access-token"u8) => KnownField.OtherCredential,
        30 when n.SequenceEqual("x-goog-iam-authorization-token"u8) => KnownField.OtherCredential,
        _ => KnownField.Other,
    };

    private static KnownField Length3(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("via"u8) ? KnownField.Via
        : n.SequenceEqual("nel"u8) ? KnownField.Reporting
        : n.SequenceEqual("dnt"u8) ? KnownField.BrowserHint
        : KnownField.Other;

    private static KnownField Length4(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("host"u8) ? KnownField.Host
        : n.SequenceEqual("date"u8) ? KnownField.Date
        : n.SequenceEqual("etag"u8) ? KnownField.ETag
        : n.SequenceEqual("link"u8) ? KnownField.Link
        : KnownField.Other;

    private static KnownField Length6(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("accept"u8) ? KnownField.Accept
        : n.SequenceEqual("server"u8) ? KnownField.Server
        : n.SequenceEqual("origin"u8) ? KnownField.Origin
        : n.SequenceEqual("cookie"u8) ? KnownField.Cookie
        : n.SequenceEqual("expect"u8) ? KnownField.Expect
        : KnownField.Other;

    private static KnownField Length7(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("cookie2"u8) ? KnownField.Cookie
        : n.SequenceEqual("api-key"u8) ? KnownField.ApiKey
        : n.SequenceEqual("trailer"u8) ? KnownField.Trailer
        : n.SequenceEqual("upgrade"u8) ? KnownField.Upgrade
        : n.SequenceEqual("referer"u8) ? KnownField.Referer
        : n.SequenceEqual("refresh"u8) ? KnownField.Refresh
        : n.SequenceEqual("alt-svc"u8) ? KnownField.AltSvc
        : n.SequenceEqual("baggage"u8) ? KnownField.Baggage
        : n.SequenceEqual("x-cache"u8) ? KnownField.Infrastructure
        : n.SequenceEqual("x-timer"u8) ? KnownField.Infrastructure
        : KnownField.Other;

    private static KnownField Length9(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("x-real-ip"u8) ? KnownField.XRealIp
        : n.SequenceEqual("forwarded"u8) ? KnownField.Forwarded
        : n.SequenceEqual("x-api-key"u8) ? KnownField.XApiKey
        : n.SequenceEqual("report-to"u8) ? KnownField.Reporting
        : n.SequenceEqual("client-ip"u8) ? KnownField.ClientAddress
        : KnownField.Other;

    private static KnownField Length10(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("connection"u8) ? KnownField.Connection
        : n.SequenceEqual("user-agent"u8) ? KnownField.UserAgent
        : n.SequenceEqual("keep-alive"u8) ? KnownField.KeepAlive
        : n.SequenceEqual("set-cookie"u8) ? KnownField.SetCookie
        : n.SequenceEqual("tracestate"u8) ? KnownField.TraceState
        : n.SequenceEqual("request-id"u8) ? KnownField.RequestId
        : n.SequenceEqual("x-amz-id-2"u8) ? KnownField.Infrastructure
        : n.SequenceEqual("x-upstream"u8) ? KnownField.Infrastructure
        : KnownField.Other;

    private static KnownField Length11(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("retry-after"u8) ? KnownField.RetryAfter
        : n.SequenceEqual("set-cookie2"u8) ? KnownField.SetCookie
        : n.SequenceEqual("traceparent"u8) ? KnownField.TraceParent
        : n.SequenceEqual("x-client-ip"u8) ? KnownField.ClientAddress
        : n.SequenceEqual("x-remote-ip"u8) ? KnownField.ClientAddress
        : n.SequenceEqual("x-served-by"u8) ? KnownField.Infrastructure
        : n.SequenceEqual("x-azure-ref"u8) ? KnownField.Infrastructure
        : n.SequenceEqual("x-ms-region"u8) ? KnownField.Infrastructure
        : KnownField.Other;

    private static KnownField Length12(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("content-type"u8) ? KnownField.ContentType
        : n.SequenceEqual("x-request-id"u8) ? KnownField.XRequestId
        : n.SequenceEqual("x-powered-by"u8) ? KnownField.XPoweredBy
        : n.SequenceEqual("x-auth-token"u8) ? KnownField.OtherCredential
        : n.SequenceEqual("x-cache-hits"u8) ? KnownField.Infrastructure
        : n.SequenceEqual("x-azure-fdid"u8) ? KnownField.Infrastructure
        : KnownField.Other;

    private static KnownField Length13(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("authorization"u8) ? KnownField.Authorization
        : n.SequenceEqual("cache-control"u8) ? KnownField.CacheControl
        : n.SequenceEqual("last-modified"u8) ? KnownField.LastModified
        : n.SequenceEqual("content-range"u8) ? KnownField.ContentRange
        : n.SequenceEqual("x-remote-addr"u8) ? KnownField.ClientAddress
        : n.SequenceEqual("x-rewrite-url"u8) ? KnownField.Override
        : n.SequenceEqual("x-http-method"u8) ? KnownField.Override
        : n.SequenceEqual("server-timing"u8) ? KnownField.Infrastructure
        : KnownField.Other;

    private static KnownField Length14(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("content-length"u8) ? KnownField.ContentLength
        : n.SequenceEqual("anthropic-beta"u8) ? KnownField.AnthropicBeta
        : n.SequenceEqual("x-goog-api-key"u8) ? KnownField.XGoogApiKey
        : n.SequenceEqual("http2-settings"u8) ? KnownField.Http2Settings
        : n.SequenceEqual("true-client-ip"u8) ? KnownField.ClientAddress
        : n.SequenceEqual("x-original-url"u8) ? KnownField.Override
        : n.SequenceEqual("x-original-uri"u8) ? KnownField.Override
        : n.SequenceEqual("x-access-token"u8) ? KnownField.OtherCredential
        : n.SequenceEqual("openai-api-key"u8) ? KnownField.OtherCredential
        : n.SequenceEqual("openai-project"u8) ? KnownField.ProviderAccount
        : KnownField.Other;

    private static KnownField Length15(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("accept-encoding"u8) ? KnownField.AcceptEncoding
        : n.SequenceEqual("clear-site-data"u8) ? KnownField.ClearSiteData
        : n.SequenceEqual("apim-request-id"u8) ? KnownField.Infrastructure
        : KnownField.Other;

    private static KnownField Length16(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("content-encoding"u8) ? KnownField.ContentEncoding
        : n.SequenceEqual("content-language"u8) ? KnownField.ContentLanguage
        : n.SequenceEqual("content-location"u8) ? KnownField.ContentLocation
        : n.SequenceEqual("www-authenticate"u8) ? KnownField.WwwAuthenticate
        : n.SequenceEqual("proxy-connection"u8) ? KnownField.ProxyConnection
        : n.SequenceEqual("x-content-length"u8) ? KnownField.XContentLength
        : n.SequenceEqual("fastly-client-ip"u8) ? KnownField.ClientAddress
        : n.SequenceEqual("x-azure-clientip"u8) ? KnownField.ClientAddress
        : n.SequenceEqual("x-azure-socketip"u8) ? KnownField.ClientAddress
        : n.SequenceEqual("x-originating-ip"u8) ? KnownField.ClientAddress
        : n.SequenceEqual("x-amzn-oidc-data"u8) ? KnownField.OtherCredential
        : n.SequenceEqual("x-backend-server"u8) ? KnownField.Infrastructure
        : n.SequenceEqual("x-aspnet-version"u8) ? KnownField.Infrastructure
        : KnownField.Other;

    private static KnownField Length17(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("transfer-encoding"u8) ? KnownField.TransferEncoding
        : n.SequenceEqual("anthropic-version"u8) ? KnownField.AnthropicVersion
        : n.SequenceEqual("x-method-override"u8) ? KnownField.Override
        : n.SequenceEqual("anthropic-api-key"u8) ? KnownField.OtherCredential
        : KnownField.Other;

    private static KnownField Length19(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("proxy-authorization"u8) ? KnownField.ProxyAuthorization
        : n.SequenceEqual("content-disposition"u8) ? KnownField.ContentDisposition
        : n.SequenceEqual("x-tollgate-provider"u8) ? KnownField.TollgateProvider
        : n.SequenceEqual("reporting-endpoints"u8) ? KnownField.Reporting
        : n.SequenceEqual("x-cluster-client-ip"u8) ? KnownField.ClientAddress
        : n.SequenceEqual("x-appengine-user-ip"u8) ? KnownField.ClientAddress
        : n.SequenceEqual("x-goog-user-project"u8) ? KnownField.OtherCredential
        : n.SequenceEqual("openai-organization"u8) ? KnownField.ProviderAccount
        : KnownField.Other;

    private static KnownField Length20(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("azure-asyncoperation"u8) ? KnownField.OperationLocation
        : n.SequenceEqual("x-amz-security-token"u8) ? KnownField.OtherCredential
        : n.SequenceEqual("x-amzn-oidc-identity"u8) ? KnownField.OtherCredential
        : n.SequenceEqual("x-ms-deployment-name"u8) ? KnownField.Infrastructure
        : KnownField.Other;

    private static KnownField Length24(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("x-original-forwarded-for"u8) ? KnownField.ClientAddress
        : n.SequenceEqual("x-goog-iap-jwt-assertion"u8) ? KnownField.OtherCredential
        : n.SequenceEqual("azureml-model-deployment"u8) ? KnownField.Infrastructure
        : KnownField.Other;

    private static KnownField Length25(ReadOnlySpan<byte> n) =>
        n.SequenceEqual("strict-transport-security"u8) ? KnownField.StrictTransportSecurity
        : n.SequenceEqual("upgrade-insecure-requests"u8) ? KnownField.BrowserHint
        : n.SequenceEqual("ocp-apim-subscription-key"u8) ? KnownField.OtherCredential
        : n.SequenceEqual("anthropic-organization-id"u8) ? KnownField.ProviderAccount
        : KnownField.Other;
}
