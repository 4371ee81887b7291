using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Control.Audit;

/// <summary>A page of the audit trail as a CSV file, whole and with its length.</summary>
internal sealed class CsvAnswer(string text, string fileName) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
