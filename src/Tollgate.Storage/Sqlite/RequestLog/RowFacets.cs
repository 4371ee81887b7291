using System.Globalization;
using System.Text;
using Tollgate.Control.RequestLog;
using Tollgate.Faults;
using Tollgate.Recording;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Facets counted over rows, for questions that no rollup can answer.</summary>
internal static class RowFacets
{
    public static Dictionary<StatsDimension, IReadOnlyList<FacetValue>> Of(IReadOnlyCollection<RequestEntry> rows)
    {
        var facets = new Dictionary<StatsDimension, IReadOnlyList<FacetValue>>();
        foreach (var dimension in Enum.GetValues<StatsDimension>())
        {
            var values = rows.GroupBy(row => Text(row, dimension), StringComparer.Ordinal).Select(group => new FacetValue(group.Key, group.LongCount()));
            facets[dimension] = FacetVisitor.Commonest(values);
        }

        return facets;
    }

    private static string Text(RequestEntry row, StatsDimension dimension) => dimension switch
    {
        StatsDimension.Key => row.Key,
        StatsDimension.Org => row.Org,
        StatsDimension.Team => row.Team,
        StatsDimension.User => row.User,
        StatsDimension.App => row.App,
        StatsDimension.Provider => row.Provider,
        StatsDimension.Model => row.Model,
        StatsDimension.Surface => row.Surface,
        StatsDimension.Status => row.Status.ToString(CultureInfo.InvariantCulture),
        _ => Encoding.UTF8.GetString(ErrorClasses.Name(row.ErrorClass)),
    };
}
