namespace Tollgate.Admission.Queueing;

/// <summary>What waits for one key, the oldest first.</summary>
internal sealed class KeyLane(TenantLane tenant, string key) : QueueLane<KeyLane>
{
    private QueuePlace? _last;

    /// <summary>Whose key it is.</summary>
    public TenantLane Tenant => tenant;

    /// <summary>Name of the key.</summary>
    public string Key => key;

    /// <summary>The oldest; null when nobody waits.</summary>
    public QueuePlace? First { get; private set; }

    /// <summary>By age: who comes from another queue may be older than some here.</summary>
    public void Insert(QueuePlace place)
    {
        var ahead = _last;
        while (ahead is not null && ahead.Number > place.Number)
        {
            ahead = ahead.Ahead;
        }

        place.Lane = this;
        place.Ahead = ahead;
        place.Behind = ahead is null ? First : ahead.Behind;
        if (ahead is null)
        {
            First = place;
        }
        else
        {
            ahead.Behind = place;
        }

        if (place.Behind is null)
        {
            _last = place;
        }
        else
        {
            place.Behind.Ahead = place;
        }
    }

    public void Remove(QueuePlace place)
    {
        if (place.Ahead is null)
        {
            First = place.Behind;
        }
        else
        {
            place.Ahead.Behind = place.Behind;
        }

        if (place.Behind is null)
        {
            _last = place.Ahead;
        }
        else
        {
            place.Behind.Ahead = place.Ahead;
        }

        place.Lane = null;
        place.Ahead = place.Behind = null;
    }
}
