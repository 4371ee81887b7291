using Tollgate.Http1;

namespace Tollgate.Forwarding;

/// <summary>Which fields cross the gateway. Start line, Host, framing and the upstream's credential are the caller's.</summary>
/// <remarks>
/// House habit 17 asks for an allow-list. Fields of vendors (<c>OpenAI-*</c>, <c>anthropic-*</c>, <c>x-stainless-*</c> and what
/// comes next) must pass by the public contract, and a list of them would be out of date with every SDK release. So fields are
/// denied by class: everything that belongs to this hop, names or moves a credential, says who the client is, or is the gateway's own.
/// What crosses is copied byte by byte from a head that <see cref="FieldTable"/> has checked, so no value can hold a line of its own.
/// </remarks>
internal static class HeaderPolicy
{
    /// <summary>This hop's own, in both directions.</summary>
    private static readonly KnownFieldSet Hop = KnownFieldSet.Of(
        KnownField.Connection, KnownField.KeepAlive, KnownField.ProxyConnection, KnownField.Te, KnownField.Trailer, KnownField.Upgrade,
        KnownField.Http2Settings, KnownField.ContentLength, KnownField.TransferEncoding, KnownField.XContentLength,
        KnownField.ProxyAuthorization, KnownField.ProxyAuthenticate, KnownField.ProxyOther,
        KnownField.TollgateProvider, KnownField.TollgateOther, KnownField.AccessControl);

    private static readonly KnownFieldSet NeverToUpstream = Hop.And(KnownFieldSet.Of(
        KnownField.Host, KnownField.Expect,
        KnownField.Authorization, KnownField.XApiKey, KnownField.ApiKey, KnownField.XGoogApiKey,
        KnownField.Cookie, KnownField.SetCookie, KnownField.OtherCredential,

        // A client must not choose which organisation or project of the provider account pays.
        KnownField.ProviderAccount,
        KnownField.Forwarded, KnownField.XForwarded, KnownField.XRealIp, KnownField.ClientAddress, KnownField.Via, KnownField.Cloudflare,
        KnownField.Override, KnownField.AppName, KnownField.XRequestId,
        KnownField.AcceptEncoding, KnownField.SecWebSocket, KnownField.SecWebSocketProtocol));

    /// <summary>What a client says about its own address or about another request than the one that was checked; the caller writes the request's id.</summary>
    private static readonly KnownFieldSet NeverToControl = Hop.And(KnownFieldSet.Of(
        KnownField.Expect, KnownField.Forwarded, KnownField.XForwarded, KnownField.XRealIp, KnownField.ClientAddress, KnownField.Cloudflare,
        KnownField.Override, KnownField.XRequestId, KnownField.SecWebSocket, KnownField.SecWebSocketProtocol));

    private static readonly KnownFieldSet NeverFromControl = Hop.And(KnownFieldSet.Of(
        KnownField.XRequestId, KnownField.SecWebSocket, KnownField.SecWebSocketProtocol));

    private static readonly KnownFieldSet Browser = KnownFieldSet.Of(KnownField.Origin, KnownField.Referer, KnownField.BrowserHint);

    private static readonly KnownFieldSet WebSocket = KnownFieldSet.Of(KnownField.SecWebSocket, KnownField.SecWebSocketProtocol);

    private static readonly KnownFieldSet AcceptEncoding = KnownFieldSet.Of(KnownField.AcceptEncoding);

    private static readonly KnownFieldSet ContentEncoding = KnownFieldSet.Of(KnownField.ContentEncoding);

    private static readonly KnownFieldSet TraceParent = KnownFieldSet.Of(KnownField.TraceParent);

    private static readonly KnownFieldSet Beta = KnownFieldSet.Of(KnownField.AnthropicBeta);

    private static readonly KnownFieldSet TraceState = KnownFieldSet.Of(KnownField.TraceState);

    private static readonly KnownFieldSet Content = KnownFieldSet.Of(
        KnownField.ContentType, KnownField.ContentEncoding, KnownField.ContentLanguage, KnownField.ContentDisposition,
        KnownField.ContentLocation, KnownField.ContentRange, KnownField.ETag, KnownField.LastModified);

    /// <summary>Credentials, ids of the provider account, and what a provider sets for its own host name but would bind to ours.</summary>
    private static readonly KnownFieldSet NeverToClient = Hop.And(KnownFieldSet.Of(
        KnownField.SetCookie, KnownField.Cookie, KnownField.Authorization, KnownField.XApiKey, KnownField.ApiKey,
        KnownField.XGoogApiKey, KnownField.OtherCredential, KnownField.WwwAuthenticate, KnownField.AltSvc,
        KnownField.StrictTransportSecurity, KnownField.ClearSiteData, KnownField.Reporting, KnownField.Refresh, KnownField.ProviderAccount,
        KnownField.XRequestId, KnownField.Forwarded, KnownField.XForwarded, KnownField.XRealIp, KnownField.ClientAddress,
        KnownField.SecWebSocket, KnownField.SecWebSocketProtocol));

    /// <summary>Names the provider's machines, which of them answered, and the limits of the account.</summary>
    private static readonly KnownFieldSet ProviderOnly = KnownFieldSet.Of(
        KnownField.Server, KnownField.Via, KnownField.XPoweredBy, KnownField.Cloudflare, KnownField.Infrastructure, KnownField.RequestId,
        KnownField.Link, KnownField.Host, KnownField.AppName);

    private static readonly KnownFieldSet RateLimits = KnownFieldSet.Of(KnownField.RateLimit);

    private static readonly KnownFieldSet Locations = KnownFieldSet.Of(
        KnownField.Location, KnownField.ContentLocation, KnownField.OperationLocation);

    /// <summary>Copies the request's end-to-end fields, in order. False when the destination is full; the head's length suffices.</summary>
    public static bool CopyRequestFields(
        RequestHead head, ReadOnlySpan<byte> buffer, Span<byte> destination, ref int written, in HeaderPolicyRequestOptions options)
    {
        var denied = options.Own ? NeverToControl : options.Raw ? NeverToUpstream : NeverToUpstream.And(Browser);
        if (options.KeepAcceptEncoding) { denied = denied.Without(AcceptEncoding); }
        if (options.KeepWebSocket) { denied = denied.Without(WebSocket); }
        if (options.DropContentFields) { denied = denied.And(Content); }
        if (options.DropTraceParent) { denied = denied.And(TraceParent); }
        if (options.DropBeta) { denied = denied.And(Beta); }
        if (options.DropTraceState) { denied = denied.And(TraceState); }

        // Kept lines that lie side by side are copied together: a typical request is two or three copies.
        int runStart = -1, runEnd = -1;
        for (var i = 0; i < head.FieldCount; i++)
        {
            ref readonly var field = ref head.FieldAt(i);
            if (field.EndsHere || denied.Contains(field.Known)) { continue; }
            if (options.DropWebSocketExtensions && WebSocketExtensions.Is(field, buffer)) { continue; }
            if (field.Known is KnownField.SecWebSocketProtocol)
            {
                if (!TryCopyRun(buffer, runStart, runEnd, destination, ref written)
                    || !WebSocketProtocols.TryCopy(field.Value.Of(buffer), destination, ref written))
                {
                    return false;
                }

                runStart = -1;
                continue;
            }

            if (field.Name.Start != runEnd || runStart < 0)
            {
                if (!TryCopyRun(buffer, runStart, runEnd, destination, ref written)) { return false; }
                runStart = field.Name.Start;
            }

            runEnd = head.LineEnd(i);
        }

        return TryCopyRun(buffer, runStart, runEnd, destination, ref written);
    }

    /// <summary>Copies the answer's end-to-end fields, in order. False when the destination is full; the head's length suffices.</summary>
    public static bool CopyResponseFields(
        ResponseHead head, ReadOnlySpan<byte> buffer, Span<byte> destination, ref int written, in HeaderPolicyResponseOptions options)
    {
        var passesAll = options.Raw || options.Own;
        var denied = options.Own ? NeverFromControl : options.Raw ? NeverToClient : NeverToClient.And(ProviderOnly);
        if (!passesAll && !options.KeepRateLimits) { denied = denied.And(RateLimits); }
        if (options.KeepWebSocket) { denied = denied.Without(WebSocket); }
        if (options.DropContentFields) { denied = denied.And(Content); }
        if (options.DropContentEncoding) { denied = denied.And(ContentEncoding); }

        int runStart = -1, runEnd = -1;
        for (var i = 0; i < head.FieldCount; i++)
        {
            ref readonly var field = ref head.FieldAt(i);
            if (field.EndsHere || denied.Contains(field.Known)) { continue; }
            if (!passesAll && Locations.Contains(field.Known) && !IsOurs(field.Value.Of(buffer))) { continue; }
            if (field.Name.Start != runEnd || runStart < 0)
            {
                if (!TryCopyRun(buffer, runStart, runEnd, destination, ref written)) { return false; }
                runStart = field.Name.Start;
            }

            runEnd = head.LineEnd(i);
        }

        return TryCopyRun(buffer, runStart, runEnd, destination, ref written);
    }

    /// <summary>A path of this host: an absolute address, with or without a scheme, would lead the client past the gateway.</summary>
    private static bool IsOurs(ReadOnlySpan<byte> location) =>
        location is [(byte)'/', ..] and not [(byte)'/', (byte)'/' or (byte)'\\', ..];

    private static bool TryCopyRun(ReadOnlySpan<byte> buffer, int start, int end, Span<byte> destination, ref int written) =>
        start < 0 || HttpWriter.TryWrite(buffer[start..end], destination, ref written);
}
