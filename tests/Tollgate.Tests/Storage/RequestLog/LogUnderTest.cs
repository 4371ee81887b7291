using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Recording.Journal;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>An empty store, seen from its two sides.</summary>
/// <param name="sink">Where the journal writes.</param>
/// <param name="log">Where the control plane asks.</param>
/// <param name="close">Takes it away, with what it keeps on disk or on a server.</param>
internal sealed class LogUnderTest(IRecordSink sink, IRequestLog log, Func<ValueTask> close) : IAsyncDisposable
{
    public IRequestLog Log { get; } = log;

    public Task WriteAsync(params IReadOnlyList<RequestEntry> entries) => WriteAsync(entries, []);

    public Task WriteAsync(IReadOnlyList<RequestEntry> entries, IReadOnlyList<CapturedContent> contents) =>
        sink.WriteAsync(new RecordBatch(entries, contents), CancellationToken.None);

    /// <summary>All rows that match, by asking page after page as a user does.</summary>
    public async Task<List<RequestEntry>> ListAllAsync(RequestFilter filter, int pageSize = 1000)
    {
        var all = new List<RequestEntry>();
        for (RecordId? before = null; ;)
        {
            var page = await Log.ListAsync(new RequestQuery(filter, pageSize, before), CancellationToken.None);
            all.AddRange(page.Items);
            if (page.Next is not { } next)
            {
                return all;
            }

            if (before is { } last && next >= last)
            {
                throw new InvalidOperationException($"The next page begins at {next}, which is not older than {last}.");
            }

            before = next;
        }
    }

    public ValueTask DisposeAsync() => close();
}
