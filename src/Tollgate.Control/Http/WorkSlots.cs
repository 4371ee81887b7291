namespace Tollgate.Control.Http;

/// <summary>So many pieces of long work at once and no more; who comes beyond that is told to come again.</summary>
internal sealed class WorkSlots(int most)
{
    private int _taken;
    private long _refused;

    /// <summary>How often none was free.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Takes one, if one is free.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _taken) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>Gives it back.</summary>
    public void Leave() => Interlocked.Decrement(ref _taken);
}
