namespace Tollgate.Metering.Bpe;

/// <summary>A loop's counters, for use again. They exist where models have a vocabulary only.</summary>
internal sealed class CounterPool
{
    private const int MaxFree = 256;

    private readonly Stack<BpeCounter> _free = new();

    public BpeCounter Rent(BpeVocabulary vocabulary)
    {
        var counter = _free.TryPop(out var free) ? free : new BpeCounter();
        counter.Begin(vocabulary);
        return counter;
    }

    public void Return(BpeCounter counter)
    {
        if (_free.Count < MaxFree)
        {
            counter.Trim();
            _free.Push(counter);
        }
    }
}
