using Tollgate.Admission;
using Tollgate.Loops;
using Tollgate.Surfaces;

namespace Tollgate.Listening;

/// <summary>The header lines that every answer of the gateway carries, whoever made its body.</summary>
internal static class AnswerHead
{
    /// <summary>The gateway's own lines: request id, who answered, limits, CORS, and whether the connection stays.</summary>
    public static void WriteCommon(SendBuffer to, RequestContext request)
    {
        to.Write("x-request-id: "u8);
        to.Write(request.Id);
        to.Write("\r\n"u8);
        if (request.Endpoint is { Dialect: Dialect.Anthropic, Kind: EndpointKind.Understood })
        {
            to.Write("request-id: "u8); // what Anthropic's libraries read it from
            to.Write(request.Id);
            to.Write("\r\n"u8);
        }

        var record = request.Record;
        if (record.Attempts > 0)
        {
            if (record.Provider is { } provider)
            {
                to.Write("x-tollgate-provider: "u8);
                to.Write(provider);
                to.Write("\r\n"u8);
            }

            to.Write("x-tollgate-attempts: "u8);
            to.Write(record.Attempts);
            to.Write("\r\n"u8);
        }

        if (request.Hold is { } hold)
        {
            var room = to.Reserve(LimitHeaders.MaxBytes);
            to.Advance(LimitHeaders.Write(room, hold, request.Services.UnixMilliseconds));
        }

        if (request.CorsOrigin is { } origin)
        {
            to.Write("access-control-allow-origin: "u8);
            to.Write(origin);
            to.Write("\r\naccess-control-expose-headers: *\r\nvary: Origin\r\n"u8);
        }

        if (record.Status == 101)
        {
            return; // the tunnel's own Connection line follows
        }

        if (request.Services.Shared.Draining || !request.Body.IsComplete)
        {
            request.KeepAlive = false;
        }

        if (!request.KeepAlive)
        {
            to.Write("connection: close\r\n"u8);
        }
        else if (request.Http10)
        {
            to.Write("connection: keep-alive\r\n"u8);
        }
    }
}
