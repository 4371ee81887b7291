using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Tollgate.TestSupport;

/// <summary>Redis of the Debian package, keeping nothing on disk.</summary>
/// <param name="options">More of the command line, such as <c>--requirepass</c> and its value.</param>
public sealed class RedisServer(params IReadOnlyList<string> options) : ServerProcess
{
    private string _binary = "";
    private ProcessRunner? _running;

    /// <summary>For <c>storage.redis</c>, without credentials.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{Port}/0");

    /// <summary>Stops it without ending it: connections stay open, and nothing answers.</summary>
    public void Freeze() => Signal(OperatingSystem.IsMacOS() ? 17 : 19);

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signal(OperatingSystem.IsMacOS() ? 19 : 18);

    /// <summary>Runs one command and gives the answer as it came; for a connection of its own that needs no password.</summary>
    public async Task<string> CommandAsync(params IReadOnlyList<string> words)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", Port);
        var command = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Count}\r\n");
        foreach (var word in words) { command.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n"); }
        await socket.SendAsync(Encoding.UTF8.GetBytes(command.ToString()));
        var answer = new byte[64 * 1024];
        var length = await socket.ReceiveAsync(answer);
        return Encoding.UTF8.GetString(answer, 0, length);
    }

    protected override Task<string> PrepareAsync()
    {
        _binary = FindCommand("redis-server", "/usr/bin", "/usr/local/bin") ?? "";
        return Task.FromResult(_binary.Length > 0 ? "" : "Redis is not installed (Debian: apt-get install redis-server)");
    }

    protected override ProcessRunner Launch() => _running = ProcessRunner.Start(
        _binary,
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Folder,
            "--loglevel", "warning", .. options,
        ]);

    protected override async Task<bool> IsReadyAsync()
    {
        try
        {
            var answer = await CommandAsync("PING");
            return answer.StartsWith("+PONG", StringComparison.Ordinal) || answer.StartsWith("-NOAUTH", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Stop and continue have other numbers on other systems, unlike <see cref="UnixSignal"/>'s.</summary>
    private void Signal(int number)
    {
        if (_running is { } process) { _ = LibC.Kill(process.Id, number); }
    }
}
