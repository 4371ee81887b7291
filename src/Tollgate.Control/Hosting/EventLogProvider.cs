using Microsoft.Extensions.Logging;
using Tollgate.Recording;

namespace Tollgate.Control.Hosting;

/// <summary>Brings what the framework logs into our own log, which never blocks.</summary>
internal sealed class EventLogProvider(EventLog log) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new EventLogLogger(log, categoryName);

    public void Dispose()
    {
        // The log belongs to the process.
    }
}
