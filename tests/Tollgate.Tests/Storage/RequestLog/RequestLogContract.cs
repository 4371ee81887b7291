using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>
/// What every store of requests has to hold. A store brings one class per contract that derives from here, and says how it is opened
/// empty; where it needs a server that is not there, opening skips the test and says what is missing.
/// </summary>
public abstract class RequestLogContract : IAsyncLifetime
{
    /// <summary>
    /// Midnight two days ago. Real time, because stores drop what is old by their own clocks.
    /// </summary>
    private protected static readonly DateTimeOffset Day = new(DateTimeOffset.UtcNow.UtcDateTime.Date.AddDays(-2), TimeSpan.Zero);

    private protected static readonly RequestFilter Anything = new() { From = Day.AddDays(-2), To = Day.AddDays(3) };

    private LogUnderTest? _store;

    private protected LogUnderTest Store => _store!;

    private protected IRequestLog Log => Store.Log;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    /// <summary>Opens the store, empty.</summary>
    private protected abstract Task<LogUnderTest> OpenAsync();

    /// <summary>A request that began at a time of the day, with everything else as usual.</summary>
    private protected static RequestEntry At(TimeSpan time, uint number = 0) => SampleEntries.At(Day + time, number);

    private protected static RequestEntry At(int hour, int minute = 0, uint number = 0) => At(new TimeSpan(hour, minute, 0), number);

    private protected static IEnumerable<RecordId> Ids(IEnumerable<RequestEntry> entries) => entries.Select(entry => entry.Id);
}
