using Tollgate.TestSupport;

namespace Tollgate.WireTests.Harness;

/// <summary>The built executable as a process of its own.</summary>
internal sealed class ProcessGateway : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ProcessRunner _process;
    private ProcessGateway(ProcessRunner process) => _process = process;

    /// <summary>Returns once the process runs; <see cref="RunningGateway"/> waits until it answers.</summary>
    public static Task<IAsyncDisposable> StartAsync(string[] arguments, TextWriter log, CancellationToken stop) =>
        With(new Dictionary<string, string?>(StringComparer.Ordinal))(arguments, log, stop);

    /// <summary>The same with further environment variables.</summary>
    public static GatewayStart With(IReadOnlyDictionary<string, string?> environment) => (arguments, log, stop) =>
    {
        stop.ThrowIfCancellationRequested();
        return UntilListeningAsync(new ProcessGateway(ProcessRunner.StartGateway(arguments, environment, log)));
    };

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Signal(UnixSignal.Terminate);
            await Eventually.BecomesTrueAsync(() => _process.HasExited, Grace);
        }

        await _process.DisposeAsync();
    }

    /// <summary>A process that ends at once has refused to start: nothing to wait for.</summary>
    private static async Task<IAsyncDisposable> UntilListeningAsync(ProcessGateway gateway)
    {
        await Eventually.BecomesTrueAsync(() => gateway._process.HasExited || gateway._process.Out.Count > 0, Grace);
        if (!gateway._process.HasExited)
        {
            return gateway;
        }

        var code = await gateway._process.ExitAsync();
        await gateway.DisposeAsync();
        throw new InvalidOperationException($"The process ended with exit code {code}.");
    }
}
