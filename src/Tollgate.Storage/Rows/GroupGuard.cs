using Tollgate.Recording;

namespace Tollgate.Storage.Rows;

/// <summary>
/// Bounds the groups of an hour, so that a client that invents applications or models cannot make the totals as large as the rows. Beyond
/// the bound invented values count under <see cref="RequestGroup.Other"/>; the sums stay exact. Not thread-safe: one writer owns it.
/// </summary>
internal sealed class GroupGuard(int maxPerHour)
{
    /// <summary>Hours remembered; a catch-up that spans more begins to count anew.</summary>
    private const int MaxHours = 72;

    private const long HourMilliseconds = 3_600_000;

    private readonly Dictionary<long, Dictionary<RequestGroup, Guid>> _hours = [];

    /// <summary>Records that were counted under <see cref="RequestGroup.Other"/>.</summary>
    public long Overflows { get; private set; }

    /// <summary>The group that an entry counts in.</summary>
    public (RequestGroup Group, Guid Id) Place(RequestEntry entry)
    {
        var hour = entry.Id.UnixMilliseconds / HourMilliseconds;
        if (!_hours.TryGetValue(hour, out var groups))
        {
            if (_hours.Count >= MaxHours) { _hours.Remove(_hours.Keys.Min()); }
            _hours[hour] = groups = [];
        }

        var group = RequestGroup.Of(entry);
        if (!groups.TryGetValue(group, out var id) && groups.Count >= maxPerHour)
        {
            Overflows++;
            group = group.WithoutInvented();
            groups.TryGetValue(group, out id);
        }

        if (id == Guid.Empty)
        {
            id = group.Digest();
            groups[group] = id;
        }

        return (group, id);
    }
}
