using Tollgate.Control.Hosting;
using Tollgate.Listening;
using Tollgate.Recording;

namespace Tollgate.Host.Serving;

/// <summary>
/// The control plane of a running gateway. It starts in the background, behind the engine: the first request does not wait for it, and
/// one for it waits a moment or is told so.
/// </summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly SocketFolder _folder;
    private readonly EventLog _log;
    private readonly CancellationTokenSource _stop = new();
    private Task<ControlServer?>? _started;

    private ControlPlane(SocketFolder folder, EventLog log)
    {
        _folder = folder;
        _log = log;
    }

    /// <summary>Where it will listen: the engine needs to know before there is anything.</summary>
    public ControlSockets Sockets => _folder.Sockets;

    /// <summary>Prepares the place where it listens.</summary>
    public static ControlPlane Prepare(string dataDir, EventLog log) => new(SocketFolder.Create(dataDir), log);

    /// <summary>Starts it, and returns at once.</summary>
    public void Start(Func<ControlParts> compose) => _started = Task.Run(async () =>
    {
        try
        {
            return await ControlServer.StartAsync(Sockets, compose(), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // A background start: the gateway serves without its control plane, and says so.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _log.Error(HostEvents.ControlPlaneFailed, "The control plane could not be started; the gateway serves without it", ("exception", exception.ToString()));
            return null;
        }
    });

    /// <summary>Waits for the requests under way, at most this long.</summary>
    public async ValueTask StopAsync(TimeSpan grace)
    {
        await _stop.CancelAsync();
        if (_started is not null && await _started is { } server)
        {
            using var limit = new CancellationTokenSource(grace);
            await server.StopAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_started is not null && await _started is { } server)
        {
            await server.DisposeAsync();
        }

        _folder.Dispose();
        _stop.Dispose();
    }
}
