namespace Tollgate.TestSupport;

/// <summary>A real server in a folder and on a port of its own. It can be stopped and started again on the same data.</summary>
public abstract class ServerProcess : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private ProcessRunner? _process;

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Take();

    /// <summary>Why it cannot run here; empty when it can.</summary>
    public string Missing { get; private set; } = "";

    /// <summary>Its data.</summary>
    protected string Folder => _folder.Location;

    /// <summary>Installs and starts it the first time; later calls do nothing.</summary>
    public async Task EnsureStartedAsync()
    {
        if (_process is not null || Missing.Length > 0) { return; }
        Missing = await PrepareAsync();
        if (Missing.Length == 0) { await StartAsync(); }
    }

    public async Task StartAsync()
    {
        ProcessRunner process = _process = Launch();
        var isReady = await Eventually.BecomesTrueAsync(
            async () =>
            {
                if (!process.HasExited) { return await IsReadyAsync(); }

                // What a killed server leaves (shared memory, a port) may take a moment to go.
                await process.DisposeAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(200));
                process = _process = Launch();
                return false;
            },
            TimeSpan.FromSeconds(180));
        if (!isReady) { throw new InvalidOperationException($"{GetType().Name} did not start: {string.Join('\n', process.Err.Concat(process.Out).TakeLast(10))}"); }
    }

    /// <summary>Kills it, as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) { return; }
        _process = null;
        await process.DisposeAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await KillAsync();
        _folder.Dispose();
    }

    /// <summary>What must be there before the first start; says what is missing, or nothing.</summary>
    protected abstract Task<string> PrepareAsync();

    protected abstract ProcessRunner Launch();

    protected abstract Task<bool> IsReadyAsync();

    /// <summary>Whether a command is there.</summary>
    protected static string? FindCommand(string name, params IEnumerable<string> folders) =>
        folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a command to its end; its last lines when it fails, else nothing.</summary>
    protected static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan within)
    {
        await using var process = ProcessRunner.Start(program, arguments);
        var code = await process.ExitAsync(within);
        return code == 0 ? "" : $"{program} failed ({code}): {string.Join(' ', process.Err.TakeLast(3))}";
    }
}
