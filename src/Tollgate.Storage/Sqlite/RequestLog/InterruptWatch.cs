using SQLitePCL;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>
/// Interrupts a connection's statements when they may not go on. SQLite could ask by itself (its progress handler), but the binding in use
/// lets the collector take the delegate that SQLite calls, which ends the process.
/// </summary>
/// <remarks>An interruption that comes when no statement runs does nothing to the next one: SQLite forgets it as that one begins.</remarks>
internal sealed class InterruptWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    private readonly Timer _timer;

    public InterruptWatch(sqlite3 connection, Func<bool> mayGoOn) =>
        _timer = new Timer(
            _ =>
            {
                if (!mayGoOn())
                {
                    raw.sqlite3_interrupt(connection);
                }
            },
            null,
            Period,
            Period);

    /// <summary>Ends the watch, and waits for a look that is under way: the connection may be closed afterwards.</summary>
    public void Dispose()
    {
        using var done = new ManualResetEvent(initialState: false);
        if (_timer.Dispose(done))
        {
            done.WaitOne();
        }
    }
}
