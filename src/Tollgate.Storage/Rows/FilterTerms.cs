using Tollgate.Control.RequestLog;

namespace Tollgate.Storage.Rows;

/// <summary>The conditions of a filter, but for time and ids, which each store has its own way with.</summary>
internal static class FilterTerms
{
    public static IReadOnlyList<FilterTerm> Of(RequestFilter filter)
    {
        var terms = new List<FilterTerm>();
        Same("key_name", filter.Key);
        Same("org", filter.Org);
        Same("team", filter.Team);
        Same("user_name", filter.User);
        Same("app", filter.App);
        Same("provider", filter.Provider);
        Same("model", filter.Model);
        Same("surface", filter.Surface);
        Same("error_class", filter.ErrorClass is { } error ? StoredNames.Of(error) : null);
        if (filter.Status is { } status) { terms.Add(new FilterTerm("status", "=", (long)status)); }
        if (filter.StatusClass is { } hundreds)
        {
            terms.Add(new FilterTerm("status", ">=", hundreds * 100L));
            terms.Add(new FilterTerm("status", "<", (hundreds + 1) * 100L));
        }

        return terms;

        void Same(string column, string? value)
        {
            if (value is not null) { terms.Add(new FilterTerm(column, "=", value)); }
        }
    }

    /// <summary>The column of a dimension.</summary>
    public static string Column(StatsDimension dimension) => dimension switch
    {
        StatsDimension.Key => "key_name",
        StatsDimension.Org => "org",
        StatsDimension.Team => "team",
        StatsDimension.User => "user_name",
        StatsDimension.App => "app",
        StatsDimension.Provider => "provider",
        StatsDimension.Model => "model",
        StatsDimension.Surface => "surface",
        StatsDimension.Status => "status",
        StatsDimension.ErrorClass => "error_class",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };
}
