namespace Tollgate.Control.RequestLog;

/// <summary>Dimensions by the names that parameters and answers have for them.</summary>
internal static class DimensionNames
{
    /// <summary>All names; <c>server</c> is another one for <c>provider</c>.</summary>
    public static IReadOnlyDictionary<string, StatsDimension> All { get; } = new Dictionary<string, StatsDimension>(StringComparer.Ordinal)
    {
        ["server"] = StatsDimension.Provider,
        ["provider"] = StatsDimension.Provider,
        ["model"] = StatsDimension.Model,
        ["app"] = StatsDimension.App,
        ["key"] = StatsDimension.Key,
        ["org"] = StatsDimension.Org,
        ["team"] = StatsDimension.Team,
        ["user"] = StatsDimension.User,
        ["route"] = StatsDimension.Surface,
        ["status"] = StatsDimension.Status,
        ["error_class"] = StatsDimension.ErrorClass,
    };

    /// <summary>The name in answers.</summary>
    public static string NameOf(StatsDimension dimension) => All.Last(each => each.Value == dimension).Key;
}
