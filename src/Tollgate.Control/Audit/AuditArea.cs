using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;
using Tollgate.Control.Store;
using Tollgate.Faults;

namespace Tollgate.Control.Audit;

/// <summary><c>/api/audit</c>: who changed what, when, from where.</summary>
internal static class AuditArea
{
    private static readonly ApiOperation List = new("listAudit", "Audit", "Administrative changes, newest first")
    {
        Description = "The trail can be read and added to, never changed. With `format=csv` a page is a file; ask on with `before` for the next.",
        Query =
        [
            new("before", "`next` of the page before: entries older than this number") { Type = "integer" },
            new("limit", "Entries of a page, 1 to 1000; default 100") { Type = "integer" },
            new("from", "Entries from this time on") { Example = "2026-01-31T12:00:00Z" },
            new("to", "Entries before this time"),
            new("actor", "Who"),
            new("action", "What, such as `key.create`"),
            new("target", "Id of what was changed"),
            new("org", "Organisation"),
            new("format", "Shape of the answer; default `json`") { Values = ["json", "csv"] },
        ],
        Answer = AuditJson.Default.AuditPageBody,
        AnswerExample = """
            {"items":[{"id":1,"at":"2026-01-31T12:00:00+00:00","actor":"admin-key","action":"key.revoke","target":"key_019a2b3c4d5e0011223344556677",
            "org":"default","address":"192.0.2.7","tls":"TLSv1.3","certificate_sha256":"","request_id":"req_1","before":{"name":"ci"},"after":{"name":"ci"}}]}
            """,
        OtherTypes = ["text/csv"],
        Faults = [FaultCode.StorageError],
    };

    public static void Map(RouteGroupBuilder group, IAuditRows audit) =>
        group.MapApi("GET", "/api/audit", List, StoreAnswers.Guard(context => ListAsync(context, audit)));

    private static async Task<IResult> ListAsync(HttpContext context, IAuditRows audit)
    {
        var text = new QueryText(context.Request.Query);
        var query = new AuditQuery
        {
            BeforeId = text.Number("before", 0, 1, long.MaxValue),
            Limit = (int)text.Number("limit", 100, 1, AuditQuery.MaxLimit),
            From = text.Time("from"),
            To = text.Time("to"),
            Actor = text.Text("actor"),
            Action = text.Text("action"),
            Target = text.Text("target"),
            Org = text.Text("org"),
        };
        var format = text.Word<AuditFormat>("format") ?? AuditFormat.Json;
        if (text.Refusal is { } refusal)
        {
            return refusal;
        }

        var entries = await audit.ListAsync(query, context.RequestAborted);
        long? next = entries.Count == query.Limit ? entries[^1].Id : null;
        return format == AuditFormat.Csv
            ? new CsvAnswer(Csv(entries), "audit.csv")
            : Answers.Json(new AuditPageBody([.. entries.Select(AuditBody.Of)], next), AuditJson.Default.AuditPageBody);
    }

    private static string Csv(IReadOnlyList<AuditEntry> entries)
    {
        var text = new StringBuilder();
        CsvText.AppendLine(text, "id", "at", "actor", "action", "target", "org", "address", "tls", "certificate_sha256", "request_id", "before", "after");
        foreach (var entry in entries)
        {
            CsvText.AppendLine(
                text,
                entry.Id.ToString(CultureInfo.InvariantCulture),
                entry.At.ToString("O", CultureInfo.InvariantCulture),
                entry.Actor,
                entry.Action,
                entry.Target,
                entry.Org,
                entry.Address,
                entry.Tls,
                entry.CertificateSha256,
                entry.RequestId,
                entry.Before ?? "",
                entry.After ?? "");
        }

        return text.ToString();
    }
}
