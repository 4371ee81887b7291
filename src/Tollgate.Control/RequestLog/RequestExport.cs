using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Control.Http;

namespace Tollgate.Control.RequestLog;

/// <summary>
/// Writes requests to the client page by page as the store gives them; at most one page is in memory. The first page is read before
/// anything is sent, so that a store that fails at once is answered properly; later a failure can only cut the connection.
/// </summary>
internal sealed class RequestExport(IRequestLog log, RequestQuery query, bool csv, WorkSlots slots) : IResult
{
    private const int PageSize = 1000;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            var page = await ReadAsync(query.Before, query.Limit, httpContext.RequestAborted);
            if (csv)
            {
                CsvAnswer.Offer(httpContext.Response, CsvAnswer.MediaType, "requests.csv");
            }
            else
            {
                CsvAnswer.Offer(httpContext.Response, "application/json", "requests.json");
            }

            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await WriteAsync(httpContext, page);
            }
        }
        finally
        {
            slots.Leave();
        }
    }

    private async Task WriteAsync(HttpContext context, RequestPage page)
    {
        var stop = context.RequestAborted;
        var body = context.Response.Body;
        var left = query.Limit;
        var text = new StringBuilder();
        text.Append(csv ? RequestCsv.Header : "{\"data\":[");
        for (var first = true; ; first = false)
        {
            Append(text, page.Items, first);
            await body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), stop);
            text.Clear();
            left -= page.Items.Count;
            if (left <= 0 || page.Next is not { } next)
            {
                break;
            }

            page = await ReadAsync(next, left, stop);
        }

        if (!csv)
        {
            text.Append("],\"next\":").Append(page.Next is { } next ? $"\"{next}\"" : "null").Append(",\"partial\":").Append(page.Partial ? "true" : "false").Append('}');
            await body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), stop);
        }
    }

    private void Append(StringBuilder text, IReadOnlyList<Recording.RequestEntry> entries, bool first)
    {
        foreach (var entry in entries)
        {
            var item = RequestItem.Of(entry);
            if (csv)
            {
                RequestCsv.Append(text, item);
                continue;
            }

            text.Append(first ? "\n" : ",\n").Append(JsonSerializer.Serialize(item, RequestLogJson.Default.RequestItem));
            first = false;
        }
    }

    private Task<RequestPage> ReadAsync(Recording.RecordId? before, int left, CancellationToken stop) =>
        log.ListAsync(query with { Limit = Math.Min(PageSize, left), Before = before }, stop);
}
