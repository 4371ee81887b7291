namespace Tollgate.Admission;

/// <summary>One loop's holds that wait for the next request.</summary>
internal sealed class LoopAdmission
{
    private const int MaxFree = 1024;

    private readonly Stack<LimitHold> _holds = new();

    public LimitHold Rent() => _holds.TryPop(out var hold) ? hold : new LimitHold();

    /// <summary>Takes a released hold back.</summary>
    public void Return(LimitHold hold)
    {
        if (_holds.Count < MaxFree)
        {
            _holds.Push(hold);
        }
    }
}
