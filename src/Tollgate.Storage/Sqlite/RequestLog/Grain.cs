using Tollgate.Control.RequestLog;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>The forms in which a closed day's rollup is packed, by the numbers that its file knows them by.</summary>
internal static class Grain
{
    /// <summary>Hours and all dimensions.</summary>
    public const int ByHour = 1;

    /// <summary>All dimensions, without hours.</summary>
    public const int WholeDay = 2;

    /// <summary>Hours without dimensions.</summary>
    public const int HoursAlone = 9;

    /// <summary>No rollup: a part of the <see cref="RequestIdMap"/>.</summary>
    public static int OfRequestIds(int part) => 256 + part;

    /// <summary>Hours and one dimension.</summary>
    public static int OfDimension(int dimension) => 10 + dimension;

    /// <summary>One dimension, without hours.</summary>
    public static int DayOfDimension(int dimension) => 20 + dimension;

    /// <summary>The smallest form that can answer a question.</summary>
    public static int For(RequestFilter filter, IEnumerable<StatsDimension> groupBy, bool wholeDays)
    {
        var used = new HashSet<StatsDimension>(groupBy);
        Use(StatsDimension.Key, filter.Key);
        Use(StatsDimension.Org, filter.Org);
        Use(StatsDimension.Team, filter.Team);
        Use(StatsDimension.User, filter.User);
        Use(StatsDimension.App, filter.App);
        Use(StatsDimension.Provider, filter.Provider);
        Use(StatsDimension.Model, filter.Model);
        Use(StatsDimension.Surface, filter.Surface);
        Use(StatsDimension.Status, filter.Status);
        Use(StatsDimension.Status, filter.StatusClass);
        Use(StatsDimension.ErrorClass, filter.ErrorClass);
        return used.Count switch
        {
            0 => HoursAlone,
            1 => wholeDays ? DayOfDimension((int)used.Single()) : OfDimension((int)used.Single()),
            _ => wholeDays ? WholeDay : ByHour,
        };

        void Use(StatsDimension dimension, object? wanted)
        {
            if (wanted is not null) { used.Add(dimension); }
        }
    }
}
