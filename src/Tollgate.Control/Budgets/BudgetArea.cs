using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;
using Tollgate.Recording.Journal;

namespace Tollgate.Control.Budgets;

/// <summary><c>/api/budgets</c>: what may be spent, what is, and which thresholds were reached.</summary>
internal static class BudgetArea
{
    private const string Path = "/api/budgets";
    private const int MostSubjects = 1000;
    private const int MostAlerts = 1000;

    private static readonly ApiOperation List = new("listBudgets", "Limits", "Budgets, what is spent of them, and the thresholds reached")
    {
        Description = "Budgets are made in the configuration file. Subjects are those that spent most in the present period.",
        Query =
        [
            new ApiParameter("subject", "Only this key, user, team and so on, by its name or id.") { Example = "dev" },
            new ApiParameter("subjects", "Subjects of each budget, 0 to 1000; default 20.") { Type = "integer", Example = "20" },
            new ApiParameter("alerts", "Thresholds reached, 0 to 1000; default 100.") { Type = "integer", Example = "100" },
        ],
        Answer = BudgetJson.Default.BudgetListBody,
        AnswerExample =
            """
            {"data":[{"name":"key:*:month","source":"file","scope":"key","match":"*","period":"month","timezone":"UTC","limit_nanousd":12500000000,"limit_usd":"12.5",
            "alerts":[50,80,100],"hard":true,"refused":0,"subject_count":1,"subjects":[{"id":"dev","name":"dev","period":"2026-11","spent_nanousd":6300000000,"spent_usd":"6.3",
            "reserved_nanousd":1200000,"remaining_nanousd":6198800000,"percent":50,"resets_at":"2026-12-01T00:00:00+00:00"}]}],
            "alerts":[{"budget":"key:*:month","scope":"key","subject_id":"dev","subject_name":"dev","period":"2026-11","percent":50,"spent_usd":"6.25","limit_usd":"12.5",
            "at":"2026-11-21T13:00:00+00:00"}],"known":true}
            """,
    };

    public static void Map(RouteGroupBuilder group, BudgetSources sources) => group.MapApi("GET", Path, List, context => Task.FromResult(Answer(context, sources)));

    private static IResult Answer(HttpContext context, BudgetSources sources)
    {
        var text = new QueryText(context.Request.Query);
        var subject = text.Text("subject");
        var subjects = (int)text.Number("subjects", 20, 0, MostSubjects);
        var alerts = (int)text.Number("alerts", 100, 0, MostAlerts);
        if (text.Refusal is { } refusal) { return refusal; }

        var table = sources.Table;
        return Answers.Json(
            new BudgetListBody([.. table.Rules.Select(rule => BudgetBody.Of(rule, table, subject, subjects))], [.. AlertsOf(sources, alerts)], table.IsKnown),
            BudgetJson.Default.BudgetListBody);
    }

    /// <summary>A file that cannot be read takes away the list of alerts, not what is known in memory.</summary>
    private static IEnumerable<BudgetAlertBody> AlertsOf(BudgetSources sources, int most)
    {
        try
        {
            return sources.Alerts(most).Select(BudgetAlertBody.Of);
        }
        catch (SinkException)
        {
            return [];
        }
    }
}
