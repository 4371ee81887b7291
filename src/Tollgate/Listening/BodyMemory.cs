namespace Tollgate.Listening;

/// <summary>Memory that all requests together may hold in bodies larger than one block. When it is used up, new ones get a 503.</summary>
internal sealed class BodyMemory(long limit)
{
    private long _used;

    public long Used => Volatile.Read(ref _used);

    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit)
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);
}
