namespace Tollgate.Admission.Queueing;

/// <summary>
/// Lanes that take turns. Knows at any time whose turn it is and which lane has the most waiting; every change costs the same however many
/// lanes there are. A lane is a member while somebody waits in it.
/// </summary>
internal sealed class LaneSet<T>
    where T : QueueLane<T>
{
    private readonly List<T?> _byCount = [];
    private int _most;

    /// <summary>Whose turn it is; null when nobody waits.</summary>
    public T? Turn { get; private set; }

    /// <summary>The turn goes to the next lane.</summary>
    public void Advance() => Turn = Turn?.Next;

    /// <summary>One more waits in the lane, which joins at the end of the round if it is new.</summary>
    public void Grow(T lane)
    {
        if (lane.Count == 0)
        {
            JoinRound(lane);
        }
        else
        {
            LeaveEquals(lane);
        }

        lane.Count++;
        JoinEquals(lane);
    }

    /// <summary>One fewer waits in the lane. True when it was the last: the lane is no member any more, and the next one has its turn.</summary>
    public bool Shrink(T lane)
    {
        LeaveEquals(lane);
        lane.Count--;
        if (lane.Count > 0)
        {
            JoinEquals(lane);
            return false;
        }

        LeaveRound(lane);
        return true;
    }

    /// <summary>A lane with the most waiting: this one, if no other has more.</summary>
    public T Fullest(T preferred) => preferred.Count == _most ? preferred : _byCount[_most]!;

    private void JoinRound(T lane)
    {
        if (Turn is not { } turn)
        {
            Turn = lane.Next = lane.Previous = lane;
            return;
        }

        // Just before the one whose turn it is: the last of the round.
        lane.Next = turn;
        lane.Previous = turn.Previous;
        turn.Previous!.Next = lane;
        turn.Previous = lane;
    }

    private void LeaveRound(T lane)
    {
        if (lane.Next == lane)
        {
            Turn = null;
        }
        else
        {
            lane.Next!.Previous = lane.Previous;
            lane.Previous!.Next = lane.Next;
            Turn = Turn == lane ? lane.Next : Turn;
        }

        lane.Next = lane.Previous = null;
    }

    private void JoinEquals(T lane)
    {
        while (_byCount.Count <= lane.Count)
        {
            _byCount.Add(null);
        }

        lane.NextEqual = _byCount[lane.Count];
        if (lane.NextEqual is not null)
        {
            lane.NextEqual.PreviousEqual = lane;
        }

        _byCount[lane.Count] = lane;
        _most = Math.Max(_most, lane.Count);
    }

    private void LeaveEquals(T lane)
    {
        if (lane.PreviousEqual is not null)
        {
            lane.PreviousEqual.NextEqual = lane.NextEqual;
        }
        else
        {
            _byCount[lane.Count] = lane.NextEqual;
        }

        if (lane.NextEqual is not null)
        {
            lane.NextEqual.PreviousEqual = lane.PreviousEqual;
        }

        lane.NextEqual = lane.PreviousEqual = null;
        if (lane.Count == _most && _byCount[_most] is null)
        {
            _most--; // the lane itself stands there, unless it was the last of all
        }
    }
}
