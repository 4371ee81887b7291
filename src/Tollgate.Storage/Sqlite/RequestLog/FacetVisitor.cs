using System.Runtime.InteropServices;
using Tollgate.Control.RequestLog;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Counts the values of each dimension.</summary>
internal sealed class FacetVisitor(RequestFilter filter) : IGroupVisitor
{
    /// <summary>Values given of each dimension.</summary>
    public const int MostValues = 100;

    private readonly Dictionary<int, long>[] _counts = [.. Enumerable.Range(0, Dims.Count).Select(_ => new Dictionary<int, long>())];
    private readonly DimensionTexts _texts = new();
    private GroupFilter? _filter;

    /// <summary>The one dimension that the next source knows; null where it knows all.</summary>
    public int? Only { get; set; }

    public bool Begin(GroupSource source)
    {
        _texts.Begin(source);
        _filter = new GroupFilter(filter, source);
        return !_filter.HasAbsentText;
    }

    public void Visit(ref readonly GroupRow row)
    {
        if (_filter!.Matches(in row.Dims))
        {
            for (var i = Only ?? 0; i <= (Only ?? Dims.Count - 1); i++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_counts[i], _texts.Number(i, row.Dims[i]), out _) += row.Sums[0];
            }
        }
    }

    public Dictionary<StatsDimension, IReadOnlyList<FacetValue>> Facets()
    {
        var facets = new Dictionary<StatsDimension, IReadOnlyList<FacetValue>>();
        for (var i = 0; i < Dims.Count; i++)
        {
            var dimension = i;
            facets[(StatsDimension)i] = Commonest(_counts[i].Select(pair => new FacetValue(_texts.Text(dimension, pair.Key), pair.Value)));
        }

        return facets;
    }

    public static List<FacetValue> Commonest(IEnumerable<FacetValue> values) =>
        [.. values.OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal).Take(MostValues)];
}
