using System.Runtime.CompilerServices;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Storage.Health;

namespace Tollgate.Storage.Rows;

/// <summary>Fills a page from newer to older windows of time until it is full or the time for one answer is over.</summary>
internal sealed class WindowedSearch(TimeProvider time)
{
    /// <summary>For a whole page. Check 32 allows a second; the rest is for the way to the client.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(850);

    private const long HourMilliseconds = 3_600_000;

    /// <summary>Windows of growing width, newest first: the last hour alone, then two hours, four …</summary>
    public IEnumerable<IdRange> Doubling(IdRange whole)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var width = HourMilliseconds;
        var to = whole.To;
        while (to > whole.From)
        {
            var edge = Math.Max(Math.Min(to.UnixMilliseconds, now) - width, 0);
            var from = RecordId.FirstAt(edge) is var first && first > whole.From ? first : whole.From;
            yield return new IdRange(from, to);
            to = from;
            width *= 2;
        }
    }

    /// <summary>Searches.</summary>
    /// <param name="query">The page wanted.</param>
    /// <param name="windows">Windows without overlap, newest first. What lies between two of them holds nothing that matches.</param>
    /// <param name="fetch">The newest rows of a window, at most so many, newest first.</param>
    /// <param name="stop">The caller's own stop.</param>
    /// <exception cref="StoreException">Not even the first window could be read in time.</exception>
    public async Task<RequestPage> RunAsync(
        RequestQuery query,
        Func<CancellationToken, IAsyncEnumerable<IdRange>> windows,
        Func<IdRange, int, CancellationToken, Task<IReadOnlyList<RequestEntry>>> fetch,
        CancellationToken stop)
    {
        var items = new List<RequestEntry>();
        RecordId? reached = null;
        using var timer = new CancellationTokenSource(Budget, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, timer.Token);
        try
        {
            await foreach (var window in windows(both.Token))
            {
                items.AddRange(await fetch(window, query.Limit + 1 - items.Count, both.Token));
                if (items.Count > query.Limit)
                {
                    items.RemoveRange(query.Limit, items.Count - query.Limit);
                    return new RequestPage(items, items[^1].Id, Partial: false);
                }

                reached = window.From;
            }
        }
        catch (Exception late) when (!stop.IsCancellationRequested && StoreFaults.FaultOf(late) is StoreFault.Timeout)
        {
            return reached is { } from
                ? new RequestPage(items, from, Partial: true)
                : throw new StoreException(StoreFault.Timeout, "the search took too long: narrow its time");
        }

        return new RequestPage(items, Next: null, Partial: false);
    }

    /// <summary>Windows that are known beforehand.</summary>
    public static async IAsyncEnumerable<IdRange> Known(IEnumerable<IdRange> windows, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var window in windows)
        {
            stop.ThrowIfCancellationRequested();
            yield return window;
        }

        await Task.CompletedTask;
    }
}
