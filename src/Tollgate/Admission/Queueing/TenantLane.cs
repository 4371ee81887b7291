namespace Tollgate.Admission.Queueing;

/// <summary>What waits for one tenant: an organisation, whose keys take turns, or a key that belongs to none.</summary>
internal sealed class TenantLane((string Org, string Key) identity) : QueueLane<TenantLane>
{
    private readonly Dictionary<string, KeyLane> _byKey = new(StringComparer.Ordinal);

    /// <summary>Which tenant.</summary>
    public (string Org, string Key) Identity => identity;

    /// <summary>The keys with somebody waiting.</summary>
    public LaneSet<KeyLane> Keys { get; } = new();

    /// <summary>The one to be served next; null when nobody waits.</summary>
    public QueuePlace? First => Keys.Turn?.First;

    public void Insert(QueuePlace place)
    {
        if (!_byKey.TryGetValue(place.Key, out var lane))
        {
            lane = new KeyLane(this, place.Key);
            _byKey.Add(place.Key, lane);
        }

        lane.Insert(place);
        Keys.Grow(lane);
    }

    public void Remove(QueuePlace place)
    {
        var lane = place.Lane!;
        lane.Remove(place);
        if (Keys.Shrink(lane))
        {
            _byKey.Remove(lane.Key);
        }
    }
}
