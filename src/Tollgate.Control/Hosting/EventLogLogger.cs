using Microsoft.Extensions.Logging;
using Tollgate.Recording;

namespace Tollgate.Control.Hosting;

/// <summary>
/// One category of the framework. Below warnings it is silent at every level that the operator sets: those lines tell requests with
/// their query strings.
/// </summary>
internal sealed class EventLogLogger(EventLog log, string category) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            log.Write(
                logLevel == LogLevel.Warning ? LogSeverity.Warn : LogSeverity.Error,
                ControlEvents.Framework,
                "The web framework reports",
                ("text", formatter(state, exception)),
                ("category", category),
                ("exception", exception?.ToString() ?? ""));
        }
    }
}
