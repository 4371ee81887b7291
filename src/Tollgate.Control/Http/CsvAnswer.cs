using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Control.Http;

/// <summary>CSV made in one piece, offered as a file.</summary>
internal sealed class CsvAnswer(string text, string fileName) : IResult
{
    public const string MediaType = "text/csv; charset=utf-8; header=present";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = Encoding.UTF8.GetBytes(text);
        Offer(httpContext.Response, MediaType, fileName);
        httpContext.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    /// <summary>Sets the headers of an answer that a browser saves as a file.</summary>
    public static void Offer(HttpResponse response, string mediaType, string fileName)
    {
        response.ContentType = mediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
    }
}
