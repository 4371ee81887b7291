using Tollgate.TestSupport;

namespace Tollgate.WireTests.Harness;

/// <summary>The built executable as a process of its own.</summary>
internal sealed class ProcessGateway : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ProcessRunner _process;
    private readonly TextWriter _log;

    private ProcessGateway(ProcessRunner process, TextWriter log)
    {
        _process = process;
        _log = log;
    }

    /// <summary>Returns once the process runs; <see cref="RunningGateway"/> waits until it answers.</summary>
    public static Task<IAsyncDisposable> StartAsync(string[] arguments, TextWriter log, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        IAsyncDisposable gateway = new ProcessGateway(ProcessRunner.StartGateway(arguments), log);
        return Task.FromResult(gateway);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Signal(UnixSignal.Terminate);
            await Eventually.BecomesTrueAsync(() => _process.HasExited, Grace);
        }

        foreach (var line in _process.Out.Concat(_process.Err))
        {
            await _log.WriteLineAsync(line);
        }

        await _process.DisposeAsync();
    }
}
