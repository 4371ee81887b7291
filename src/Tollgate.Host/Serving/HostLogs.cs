using Tollgate.Configuration;
using Tollgate.Recording;

namespace Tollgate.Host.Serving;

/// <summary>
/// Writers of the access log and of the application's own log. They share one, unless the access log goes to a file: what the operator must see
/// then goes to standard error, not into a file of request lines.
/// </summary>
internal sealed class HostLogs : IDisposable
{
    private static readonly TimeSpan Flush = TimeSpan.FromSeconds(5);
    private readonly LogWriter _access;
    private readonly LogWriter _events;
    private readonly Stream? _file;

    private HostLogs(LogWriter access, LogWriter events, Stream? file)
    {
        _access = access;
        _events = events;
        _file = file;
    }

    /// <summary>For the application's own log.</summary>
    public LogWriter Events => _events;

    /// <summary>Lines lost so far.</summary>
    public double Dropped => ReferenceEquals(_access, _events) ? _access.Dropped : _access.Dropped + _events.Dropped;

    /// <summary>Opens the sinks; nothing is written before <see cref="Start"/>.</summary>
    /// <exception cref="StartException">The access log's file cannot be opened.</exception>
    public static HostLogs Open(LogConfig config, HostStreams streams)
    {
        var sink = LogSinks.Open(config, streams);
        var access = new LogWriter(sink);
        return config.Access == LogSink.File ? new HostLogs(access, new LogWriter(streams.Error), sink) : new HostLogs(access, access, null);
    }

    /// <summary>A ring for one loop's access log.</summary>
    public ByteRing AccessRing() => _access.AddRing(AccessLog.RingBytes);

    public void Start()
    {
        _access.Start();
        if (!ReferenceEquals(_access, _events))
        {
            _events.Start();
        }
    }

    /// <summary>Writes what is left.</summary>
    public void Stop()
    {
        _access.Stop(Flush);
        _events.Stop(Flush);
    }

    public void Dispose()
    {
        _access.Dispose();
        _events.Dispose();
        _file?.Dispose();
    }
}
