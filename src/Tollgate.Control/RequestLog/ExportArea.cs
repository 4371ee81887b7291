using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;
using Tollgate.Faults;

namespace Tollgate.Control.RequestLog;

/// <summary>Many recorded requests as one file.</summary>
internal sealed class ExportArea(IRequestLog? log, TimeProvider time, WorkSlots slots)
{
    public const int MaxLimit = 1_000_000;
    public const int DefaultLimit = 100_000;

    /// <summary>Exports at once; each reads the store for as long as its client takes the bytes.</summary>
    public const int MaxAtOnce = 2;

    private const int RetryAfterSeconds = 10;

    private static readonly IReadOnlyList<ApiParameter> Parameters =
    [
        .. FilterParameters.OfRequests,
        new("limit", "Requests in the file, 1 to 1,000,000. Default: 100,000. Where so many came, ask on with `cursor`.") { Type = "integer" },
        new("cursor", "Goes on behind the request of this id."),
    ];

    private static readonly Dictionary<string, bool> Formats = new(StringComparer.Ordinal) { ["csv"] = true, ["json"] = false };

    private static readonly ApiOperation Csv = new("exportRequestsCsv", "Requests", "Recorded requests as CSV, newest first")
    {
        Description = "A field that a spreadsheet would take for a formula has an apostrophe in front; a file cut short ends its connection with an error.",
        Query = Parameters,
        OtherTypes = ["text/csv"],
        Faults = [FaultCode.RateLimitExceeded, FaultCode.StorageError],
    };

    private static readonly ApiOperation Any = new("exportRequests", "Requests", "Recorded requests as a file, newest first")
    {
        Description = "`format=json` is one object with `data`, `next` and `partial`, as a page has them.",
        Query = [new("format", "What the file is. Default: json.") { Values = [.. Formats.Keys] }, .. Parameters],
        Answer = RequestLogJson.Default.RequestListBody,
        OtherTypes = ["text/csv"],
        Faults = [FaultCode.RateLimitExceeded, FaultCode.StorageError],
    };

    public static void Map(RouteGroupBuilder group, IRequestLog? log, TimeProvider time, WorkSlots slots)
    {
        var area = new ExportArea(log, time, slots);
        group.MapApi("GET", "/api/requests.csv", Csv, context => Task.FromResult(area.Answer(context, csv: true)));
        group.MapApi("GET", "/api/requests/export", Any, context => Task.FromResult(area.Answer(context, csv: false)));
    }

    private IResult Answer(HttpContext context, bool csv)
    {
        var query = new QueryReader(context.Request.Query, time.GetUtcNow());
        csv |= query.Word("format", Formats) ?? false;
        var filter = FilterParameters.Read(query);
        var limit = query.Number("limit", 1, MaxLimit) ?? DefaultLimit;
        var cursor = RequestsArea.Cursor(query);
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        if (log is null)
        {
            return RequestsArea.SwitchedOff;
        }

        return slots.TryEnter()
            ? new RequestExport(log, new RequestQuery(filter, limit, cursor), csv, slots)
            : Answers.Fault(new GatewayFault(FaultCode.RateLimitExceeded, "Too many exports at once. Retry later.", RetryAfterSeconds: RetryAfterSeconds));
    }
}
