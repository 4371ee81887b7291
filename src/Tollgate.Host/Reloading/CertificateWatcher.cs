using Tollgate.Host.Serving;
using Tollgate.Listening;
using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Host.Reloading;

/// <summary>
/// Brings a changed certificate into force, by a look at its files once a second: connections that are open keep theirs, the next handshake has the
/// new one. Files that do not fit together change nothing but what is reported. Says so, once a day, when the certificate is about to expire.
/// </summary>
internal sealed class CertificateWatcher : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Authorities that renew by themselves do so a month before.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromDays(14);

    private static readonly TimeSpan RemindEvery = TimeSpan.FromDays(1);

    private readonly ServerTls _tls;
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly StatusBoard? _board;
    private readonly CancellationTokenSource _stop = new();
    private DateTimeOffset _remindAt;
    private Task _loop = Task.CompletedTask;

    /// <summary>A watcher that has not started.</summary>
    public CertificateWatcher(ServerTls tls, EventLog log, TimeProvider time, StatusBoard? board = null) =>
        (_tls, _log, _time, _board) = (tls, log, time, board);

    /// <summary>Starts to watch.</summary>
    public static CertificateWatcher Start(ServerTls tls, EventLog log, TimeProvider time, StatusBoard board)
    {
        var watcher = new CertificateWatcher(tls, log, time, board);
        watcher.LookAtExpiry();
        watcher._loop = Task.Run(watcher.WatchAsync);
        return watcher;
    }

    /// <summary>Looks once. Not for use beside <see cref="Start"/>.</summary>
    public void Look()
    {
        if (_tls.Look(out var problem))
        {
            _remindAt = default;
            _log.Info(HostEvents.CertificateChanged, "A changed certificate is in force", ("expires", _tls.Expires.ToString("O")));
        }
        else if (problem is not null)
        {
            _log.Error(HostEvents.CertificateRefused, "A changed certificate was refused; the one before stays in force", ("problem", problem));
        }

        LookAtExpiry();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Poll, _time);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                Look();
            }
#pragma warning disable CA1031 // the edge of a background loop: the next look may find the files whole
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _log.Error(HostEvents.CertificateRefused, "The certificate could not be looked at", ("problem", exception.GetType().Name));
            }
        }
    }

    private void LookAtExpiry()
    {
        if (_board is not null)
        {
            _board.Certificate = new CertificateReading(_tls.Subject, _tls.Expires);
        }

        var now = _time.GetUtcNow();
        if (now < _remindAt || _tls.Expires - now > Notice)
        {
            return;
        }

        _remindAt = now + RemindEvery;
        _log.Warn(
            HostEvents.CertificateExpires,
            _tls.Expires <= now ? "The certificate of server.tls has expired" : "The certificate of server.tls expires soon",
            ("expires", _tls.Expires.ToString("O")));
    }
}
