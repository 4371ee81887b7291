using Tollgate.Keys;
using Tollgate.Loops;

namespace Tollgate.Listening;

/// <summary>
/// Looks again, from time to time, whether the answers of a loop that are on their way still belong to somebody: a stream may last
/// longer than its key. Costs nothing per chunk.
/// </summary>
internal sealed class KeySweep(LoopServices services) : LoopTimer
{
    /// <summary>Between two looks. A stream ends at most this long after its key (check 35 permits 60 s).</summary>
    public const long IntervalMs = 2_000;

    private KeyTable _seen = services.Shared.Keys;

    /// <summary>Begins; on the loop.</summary>
    public void Start() => services.Loop.SetTimer(this, IntervalMs);

    internal override void OnDue()
    {
        var keys = services.Shared.Keys;
        var changed = !ReferenceEquals(keys, _seen);
        _seen = keys;
        foreach (var connection in services.Connections)
        {
            connection.CutIfRevoked(keys, changed, services.UnixMilliseconds);
        }

        services.Loop.SetTimer(this, IntervalMs);
    }
}
