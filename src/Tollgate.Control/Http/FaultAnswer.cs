using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Control.Hosting;
using Tollgate.Faults;
using Tollgate.Surfaces;

namespace Tollgate.Control.Http;

/// <summary>
/// A fault as an answer: <c>application/problem+json</c> (RFC 9457) under <c>/api</c>, elsewhere the shape that clients of the data
/// plane know, with the same code.
/// </summary>
internal sealed class FaultAnswer(GatewayFault fault) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var requestId = httpContext.Features.Get<PeerFacts>()?.RequestId ?? httpContext.TraceIdentifier;
        var isApi = httpContext.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
        var body = isApi ? Problem(httpContext.Request, requestId) : OpenAi(requestId);
        var response = httpContext.Response;
        response.StatusCode = fault.Status;
        response.ContentType = isApi ? "application/problem+json" : "application/json";
        response.ContentLength = body.Length;
        if (fault.RetryAfterSeconds > 0)
        {
            response.Headers.RetryAfter = fault.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (fault.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    private byte[] Problem(HttpRequest request, string requestId) => JsonSerializer.SerializeToUtf8Bytes(
        new ProblemBody
        {
            Type = "/docs#" + fault.Entry.Name,
            Title = fault.Entry.Message,
            Status = fault.Status,
            Detail = fault.Text,
            Instance = request.Path.Value is { Length: <= 512 } path ? path : null,
            Code = fault.Entry.Name,
            RequestId = requestId,
            Param = fault.Param is { Length: > 128 } name ? name[..128] : fault.Param,
        },
        ControlJson.Default.ProblemBody);

    private byte[] OpenAi(string requestId)
    {
        var body = new byte[ErrorBody.MaxBytes];
        return body[..ErrorBody.Write(Dialect.OpenAi, fault, Encoding.UTF8.GetBytes(requestId), body)];
    }
}
