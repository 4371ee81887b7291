using Tollgate.Control.RequestLog;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>A filter in the numbers of one source.</summary>
internal sealed class GroupFilter
{
    private const int Any = -1;
    private const int Absent = -2;

    private readonly int[] _wanted = new int[Dims.Count];
    private readonly int _statusClass;

    public GroupFilter(RequestFilter filter, GroupSource source)
    {
        string?[] texts = [filter.Key, filter.Org, filter.Team, filter.User, filter.App, filter.Provider, filter.Model, filter.Surface];
        for (var i = 0; i < Dims.Texts; i++)
        {
            _wanted[i] = texts[i] is { } text ? NumberOf(text, source) : Any;
            HasAbsentText |= _wanted[i] == Absent;
            HasText |= _wanted[i] != Any;
        }

        _wanted[Dims.Status] = filter.Status ?? Any;
        _wanted[Dims.Error] = filter.ErrorClass is { } error ? (int)error : Any;
        _statusClass = filter.StatusClass ?? Any;
        IsOpen = !HasText && filter.Status is null && filter.ErrorClass is null && filter.StatusClass is null;
    }

    /// <summary>Everything matches.</summary>
    public bool IsOpen { get; }

    public bool HasText { get; }

    /// <summary>A text is wanted that the source does not have: no group matches that tells its own texts.</summary>
    public bool HasAbsentText { get; }

    /// <summary>The number wanted of a dimension; null for any.</summary>
    public int? Wanted(int dimension) => _wanted[dimension] == Any ? null : _wanted[dimension];

    public int? StatusClass => _statusClass == Any ? null : _statusClass;

    public bool Matches(ref readonly Dims dims) => Matches(in dims, hidden: false);

    /// <summary>Whether rows of the group may match: one that says <c>other</c> has rows with any text.</summary>
    public bool MayMatch(ref readonly Dims dims) => Matches(in dims, hidden: true);

    private static int NumberOf(string text, GroupSource source) => source.NumberOf(text) is >= 0 and var number ? number : Absent;

    private bool Matches(ref readonly Dims dims, bool hidden)
    {
        for (var i = 0; i < Dims.Count; i++)
        {
            var wanted = _wanted[i];
            if (wanted != Any && wanted != dims[i] && !(hidden && i < Dims.Texts && dims[i] == GroupSource.Other))
            {
                return false;
            }
        }

        return _statusClass == Any || dims[Dims.Status] / 100 == _statusClass;
    }
}
