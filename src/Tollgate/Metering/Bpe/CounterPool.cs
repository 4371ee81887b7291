namespace Tollgate.Metering.Bpe;

/// <summary>
/// A loop's counters, for use again. They exist where models have a vocabulary only. Long answers are translated, and counted, beside the loop:
/// hence the lock, which nobody else waits for otherwise.
/// </summary>
internal sealed class CounterPool
{
    private const int MaxFree = 256;

    private readonly Stack<BpeCounter> _free = new();
    private readonly Lock _gate = new();

    public BpeCounter Rent(BpeVocabulary vocabulary)
    {
        BpeCounter? counter;
        lock (_gate)
        {
            _free.TryPop(out counter);
        }

        counter ??= new BpeCounter();
        counter.Begin(vocabulary);
        return counter;
    }

    public void Return(BpeCounter counter)
    {
        counter.Trim();
        lock (_gate)
        {
            if (_free.Count < MaxFree)
            {
                _free.Push(counter);
            }
        }
    }
}
