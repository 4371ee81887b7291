using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Tollgate.TestSupport;

/// <summary>A process under test: its lines, signals to it, its exit code, what it costs. Killed at the end if it still runs.</summary>
public sealed class ProcessRunner : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _out = [];
    private readonly List<string> _err = [];
    private readonly TextWriter? _echo;
    private readonly DirectoryInfo _data;
    private int _disposed;

    private ProcessRunner(Process process, TextWriter? echo, DirectoryInfo data)
    {
        _data = data;
        _process = process;
        _echo = echo;
        process.OutputDataReceived += (_, line) => Keep(_out, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_err, line.Data);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Lines of standard output so far.</summary>
    public IReadOnlyList<string> Out => Copy(_out);

    /// <summary>Lines of standard error so far.</summary>
    public IReadOnlyList<string> Err => Copy(_err);

    /// <summary>Starts the built gateway: <c>tollgate ARGUMENTS</c>.</summary>
    public static ProcessRunner StartGateway(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, TextWriter? echo = null) =>
        Start("dotnet", [BuiltHost.Path(), .. arguments], environment, echo);

    /// <summary>
    /// Starts a program; a null value in <paramref name="environment"/> removes the variable; <paramref name="echo"/> also gets every line.
    /// Without <paramref name="readsOut"/> nobody reads its standard output, and the pipe fills up.
    /// </summary>
    public static ProcessRunner Start(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        TextWriter? echo = null,
        bool readsOut = true)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A gateway without a configured data folder keeps to one of its own: tests run beside each other.
        var data = Directory.CreateTempSubdirectory("tollgate-data-");
        start.Environment["TOLLGATE_DATA_DIR"] = data.FullName;
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        var runner = new ProcessRunner(new Process { StartInfo = start }, echo, data);
        runner._process.Start();
        if (readsOut)
        {
            runner._process.BeginOutputReadLine();
        }

        runner._process.BeginErrorReadLine();
        runner._process.StandardInput.Close();
        return runner;
    }

    /// <summary>The first line, of either stream, that holds the text.</summary>
    public Task<string> LineAsync(string text, TimeSpan? within = null) =>
        FirstAsync(line => line.Contains(text, StringComparison.Ordinal), text, within);

    /// <summary>The first line, of either stream, that matches.</summary>
    public Task<string> LineAsync(Regex pattern, TimeSpan? within = null) => FirstAsync(pattern.IsMatch, pattern.ToString(), within);

    public void Signal(UnixSignal signal)
    {
        if (LibC.Kill(_process.Id, (int)signal) != 0)
        {
            throw new InvalidOperationException($"kill failed with errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Waits for the end, then gives the exit code (128 + number where a signal ended it).</summary>
    public async Task<int> ExitAsync(TimeSpan? within = null)
    {
        await _process.WaitForExitAsync().WaitAsync((within ?? TimeSpan.FromSeconds(30)) * 4);
        return _process.ExitCode;
    }

    /// <summary>What the process uses now (Linux).</summary>
    public ProcessCost Cost() => ProcessCost.Of(_process.Id);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        try
        {
            _data.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A child of its own may still write there; the system clears its temporary folder.
        }
    }

    private async Task<string> FirstAsync(Func<string, bool> wanted, string what, TimeSpan? within)
    {
        string? found = null;
        await Eventually.BecomesTrueAsync(
            () => (found = Out.Concat(Err).FirstOrDefault(wanted)) is not null || _process.HasExited,
            within ?? TimeSpan.FromSeconds(15));
        return found ?? Out.Concat(Err).FirstOrDefault(wanted)
            ?? throw new TimeoutException($"No line like '{what}' in:\n{string.Join('\n', Out.Concat(Err))}");
    }

    private void Keep(List<string> lines, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            lines.Add(line);
            _echo?.WriteLine(line);
        }
    }

    private string[] Copy(List<string> lines)
    {
        lock (_gate)
        {
            return [.. lines];
        }
    }
}
