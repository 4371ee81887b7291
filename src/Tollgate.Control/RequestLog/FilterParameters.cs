using System.Globalization;
using Tollgate.Control.Http;
using Tollgate.Recording;

namespace Tollgate.Control.RequestLog;

/// <summary>The parameters that say which requests are meant: what they are called, and how they are read.</summary>
internal static class FilterParameters
{
    /// <summary>Longest time that one question may be about.</summary>
    public const int MaxDays = 400;

    /// <summary>Shortest beginning of an id that can be searched for.</summary>
    public const int MinIdLength = 4;

    /// <summary>Those that rollups know, which is all but the id.</summary>
    public static IReadOnlyList<ApiParameter> OfTotals { get; } =
    [
        new("from", "Requests that began at this time or later: ISO 8601, a date in UTC, `now`, or how long ago (`-90m`, `-24h`, `-30d`). Default: 24 hours before `to`.") { Example = "-24h" },
        new("to", "Requests that began before this time. Default: now. At most 400 days after `from`.") { Example = "now" },
        new("key", "Name of the client key.") { Example = "dev" },
        new("app", "The `App-Name` header."),
        new("model", "Model that the client asked for.") { Example = "gpt-4o-mini" },
        new("provider", "Provider that answered last."),
        new("org", "Organisation."),
        new("team", "Team."),
        new("user", "User."),
        new("route", "Endpoint as metrics name it, such as `chat`."),
        new("status", "Status sent to the client.") { Type = "integer", Example = "200" },
        new("status_class", "Hundreds of the status: 4 for 400 to 499.") { Type = "integer" },
        new("error_class", "Class of the failure.") { Values = [.. ErrorClassNames.All.Keys] },
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiParameter> OfRequests { get; } =
        [.. OfTotals, new("id", "Beginning of a record id or of a request id, 4 characters at least.")];

    /// <summary>Reads them; what is wrong is in the reader's refusal.</summary>
    public static RequestFilter Read(QueryReader query)
    {
        var to = query.Time("to") ?? query.Now;
        var from = query.Time("from") ?? to.AddDays(-1);
        if (from >= to)
        {
            query.Refuse("from", "must be before 'to'");
        }
        else if (to - from > TimeSpan.FromDays(MaxDays))
        {
            query.Refuse("from", string.Create(CultureInfo.InvariantCulture, $"must not be more than {MaxDays} days before 'to'"));
        }

        return new RequestFilter
        {
            From = from,
            To = to,
            Key = query.Text("key"),
            App = query.Text("app"),
            Model = query.Text("model"),
            Provider = query.Text("provider"),
            Org = query.Text("org"),
            Team = query.Text("team"),
            User = query.Text("user"),
            Surface = query.Text("route"),
            Status = query.Number("status", 100, 599),
            StatusClass = query.Number("status_class", 1, 5),
            ErrorClass = query.Word("error_class", ErrorClassNames.All),
            IdPrefix = Id(query),
        };
    }

    private static string? Id(QueryReader query) => query.Text("id") is not { } id || IsIdPrefix(id)
        ? query.Text("id")
        : query.Refuse("id", "must be 4 to 64 letters, digits, dots, underscores or hyphens");

    /// <summary>What could begin an id: nothing that a pattern could be made of.</summary>
    private static bool IsIdPrefix(string id) =>
        id.Length is >= MinIdLength and <= RequestId.MaxBytes && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
