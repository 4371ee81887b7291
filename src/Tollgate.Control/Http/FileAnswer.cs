using Microsoft.AspNetCore.Http;

namespace Tollgate.Control.Http;

/// <summary>Bytes as they lie there.</summary>
/// <param name="content">The bytes.</param>
/// <param name="mediaType">What they are.</param>
/// <param name="isPage">They are a page, or part of one: it may load its own files.</param>
internal sealed class FileAnswer(byte[] content, string mediaType, bool isPage) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = mediaType;
        response.ContentLength = content.Length;
        if (isPage)
        {
            response.Headers.ContentSecurityPolicy = SecurityHeaders.PagePolicy;
        }

        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(content, httpContext.RequestAborted);
        }
    }
}
