using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;
using Tollgate.Faults;
using Tollgate.Recording;

namespace Tollgate.Control.RequestLog;

/// <summary><c>/api/requests</c>: the recorded requests, one by one.</summary>
internal sealed class RequestsArea(IRequestLog? log, TimeProvider time)
{
    public const int MaxLimit = 1000;
    public const int DefaultLimit = 50;

    private const string ItemExample = """
        {"id":"019aa5d1e2c7000f3a9b5c0000000001","time":"2026-11-21T08:00:00.711+00:00","request_id":"req_7w3h5m2k9q1x4z6b8n0c5v2t","method":"POST",
         "path":"/v1/chat/completions","route":"chat","key":"dev","org":"default","model":"gpt-4o-mini","provider":"openai","status":200,"cancelled":false,
         "stream":true,"attempts":1,"estimated":false,"input_tokens":12,"cached_tokens":0,"cache_write_tokens":0,"output_tokens":40,"reasoning_tokens":0,
         "price":"priced","cost_nanousd":25800,"cost_usd":"0.0000258","request_bytes":310,"response_bytes":4210,"events":42,"ttft_us":310000,
         "total_us":1210000,"upstream_us":1209000,"overhead_us":120}
        """;

    private const string ExplainExample = """
        {"strategy":"ordered","sticky":"none","candidates":[{"provider":"azure","model":"gpt-4o-mini-eu","tier":0,"exclusion":"resting"},
         {"provider":"openai","model":"gpt-4o-mini","tier":0,"score":1}],
         "attempts":[{"candidate":1,"provider":"openai","model":"gpt-4o-mini","cause":"first","breaker":"closed","backoff_ms":0,"outcome":"answered",
         "status":200,"start_us":95,"first_byte_us":310000,"duration_us":1209900}]}
        """;

    private static readonly ApiOperation List = new("listRequests", "Requests", "Recorded requests, newest first")
    {
        Description = "Pages are made by key, not by number: pass `next` of an answer as `cursor`. Texts match whole and exactly.",
        Query =
        [
            .. FilterParameters.OfRequests,
            new("limit", "Requests in an answer, 1 to 1,000. Default: 50.") { Type = "integer" },
            new("cursor", "`next` of the page before."),
        ],
        Answer = RequestLogJson.Default.RequestListBody,
        AnswerExample = "{\"data\":[" + ItemExample + "],\"next\":\"019aa5d1e2c7000f3a9b5c0000000001\",\"partial\":false}",
        Faults = [FaultCode.StorageError],
    };

    private static readonly ApiOperation Facets = new("getRequestFacets", "Requests", "What occurs among recorded requests, with counts")
    {
        Description = "What can be filtered by. `partial` says that only the newest day with requests was counted.",
        Query = FilterParameters.OfRequests,
        Answer = RequestLogJson.Default.FacetsBody,
        AnswerExample = """{"facets":{"model":[{"value":"gpt-4o-mini","count":17}]},"partial":false}""",
        Faults = [FaultCode.StorageError],
    };

    private static readonly ApiOperation Detail = new("getRequest", "Requests", "One recorded request")
    {
        Description = "By record id, or by request id (`x-request-id` of the answer). `explain` says how it found its target: whom it could have asked, why not, whom it asked, when, and with what outcome. With the content where capture is switched on.",
        Path = [new("id", "Record id or request id.") { Example = "019aa5d1e2c7000f3a9b5c0000000001" }],
        Answer = RequestLogJson.Default.RequestDetailBody,
        AnswerExample = "{\"request\":" + ItemExample + ",\"explain\":" + ExplainExample + ",\"others\":[]}",
        Faults = [FaultCode.NotFound, FaultCode.StorageError],
    };

    /// <summary>The answer where nothing is recorded.</summary>
    public static IResult SwitchedOff { get; } =
        Answers.Fault(new GatewayFault(FaultCode.NotFound, "The request log is switched off (storage.log: none)."));

    public static void Map(RouteGroupBuilder group, IRequestLog? log, TimeProvider time)
    {
        var area = new RequestsArea(log, time);
        group.MapApi("GET", "/api/requests", List, area.ListAsync);
        group.MapApi("GET", "/api/requests/facets", Facets, area.FacetsAsync);
        group.MapApi("GET", "/api/requests/{id}", Detail, area.DetailAsync);
    }

    /// <summary>Where a page begins; null for at the newest.</summary>
    public static RecordId? Cursor(QueryReader query)
    {
        if (query.Raw("cursor") is not { } text)
        {
            return null;
        }

        if (RecordId.TryParse(text, out var id))
        {
            return id;
        }

        query.Refuse("cursor", "must be the 'next' of an answer");
        return null;
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, time.GetUtcNow());
        var ask = new RequestQuery(FilterParameters.Read(query), query.Number("limit", 1, MaxLimit) ?? DefaultLimit, Cursor(query));
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        if (log is null)
        {
            return SwitchedOff;
        }

        var page = await log.ListAsync(ask, context.RequestAborted);
        return Answers.Json(
            new RequestListBody([.. page.Items.Select(RequestItem.Of)], page.Next?.ToString(), page.Partial), RequestLogJson.Default.RequestListBody);
    }

    private async Task<IResult> FacetsAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, time.GetUtcNow());
        var filter = FilterParameters.Read(query);
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        if (log is null)
        {
            return SwitchedOff;
        }

        var result = await log.FacetsAsync(filter, context.RequestAborted);
        var facets = result.Facets.ToDictionary(each => DimensionNames.NameOf(each.Key), each => each.Value, StringComparer.Ordinal);
        return Answers.Json(new FacetsBody(facets, result.Partial), RequestLogJson.Default.FacetsBody);
    }

    private async Task<IResult> DetailAsync(HttpContext context)
    {
        if (log is null)
        {
            return SwitchedOff;
        }

        var text = (string)context.Request.RouteValues["id"]!;
        var found = await FindAsync(log, text, context.RequestAborted);
        if (found.Count == 0)
        {
            return Answers.NotFound;
        }

        var content = await log.FindContentAsync(found[0].Id, context.RequestAborted);
        return Answers.Json(
            new RequestDetailBody(
                RequestItem.Of(found[0]),
                ExplanationBody.Of(found[0]),
                [.. found.Skip(1).Select(entry => entry.Id.ToString())],
                content is null ? null : new ContentBody(content.Request, content.Response, content.Chunks, content.Truncated)),
            RequestLogJson.Default.RequestDetailBody);
    }

    private static async Task<IReadOnlyList<RequestEntry>> FindAsync(IRequestLog log, string text, CancellationToken stop)
    {
        if (RecordId.TryParse(text, out var id) && await log.FindAsync(id, stop) is { } entry)
        {
            return [entry];
        }

        return text.Length <= RequestId.MaxBytes && text.All(char.IsAscii) && RequestId.IsAcceptable(System.Text.Encoding.ASCII.GetBytes(text))
            ? await log.FindByRequestIdAsync(text, stop)
            : [];
    }
}
