using System.Globalization;
using System.Net.Sockets;

namespace Tollgate.TestSupport;

/// <summary>PostgreSQL of the Debian package, as its own user where the tests are root: it refuses to run as root.</summary>
public sealed class PostgresServer : ServerProcess
{
    public const string User = "tollgate";

    public const string Password = "pg-canary-5dd0";

    private string _binaries = "";

    /// <summary>Runs an SQL statement as the owner of the cluster.</summary>
    public Task<string> SqlAsync(string database, string sql) => RunAsync(
        Path.Combine(_binaries, "psql"),
        ["-h", Folder, "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", User, "-d", database, "-v", "ON_ERROR_STOP=1", "-q", "-t", "-c", sql],
        TimeSpan.FromSeconds(180));

    /// <summary>The rows that a question answers, as text.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string database, string sql)
    {
        await using var psql = ProcessRunner.Start(
            Path.Combine(_binaries, "psql"),
            ["-h", Folder, "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", User, "-d", database, "-v", "ON_ERROR_STOP=1", "-q", "-t", "-A", "-c", sql]);
        return await psql.ExitAsync(TimeSpan.FromSeconds(180)) == 0
            ? [.. psql.Out.Where(line => line.Length > 0)]
            : throw new InvalidOperationException(string.Join('\n', psql.Err));
    }

    /// <summary>Makes a tablespace in a folder, which becomes the server's.</summary>
    public async Task MakeTablespaceAsync(string name, string folder)
    {
        var place = Path.Combine(folder, "pg");
        Directory.CreateDirectory(place);
        string[] problems =
        [
            Environment.IsPrivilegedProcess ? await RunAsync("chown", ["postgres", place], TimeSpan.FromSeconds(60)) : "",
            Environment.IsPrivilegedProcess ? await RunAsync("chmod", ["a+x", Path.GetDirectoryName(folder)!], TimeSpan.FromSeconds(60)) : "",
            await SqlAsync("postgres", $"CREATE TABLESPACE {name} LOCATION '{place}'"),
        ];
        if (Array.Find(problems, problem => problem.Length > 0) is { } first) { throw new InvalidOperationException(first); }
    }

    protected override async Task<string> PrepareAsync()
    {
        var versions = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin"))
            : [];
        if (FindCommand("initdb", versions) is not { } initdb)
        {
            return "PostgreSQL is not installed (Debian: apt-get install postgresql)";
        }

        _binaries = Path.GetDirectoryName(initdb)!;
        if (Environment.IsPrivilegedProcess)
        {
            if (await RunAsync("chown", ["postgres", Folder], TimeSpan.FromSeconds(60)) is { Length: > 0 } problem) { return problem; }
        }

        var passwordFile = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead); }
        var (program, arguments) = AsOwner(
            initdb, "-D", Path.Combine(Folder, "data"), "-U", User, "--pwfile", passwordFile, "--auth-host=scram-sha-256", "--auth-local=trust", "-E", "UTF8", "--locale=C", "--no-sync");
        return await RunAsync(program, arguments, TimeSpan.FromSeconds(180));
    }

    protected override ProcessRunner Launch()
    {
        var (program, arguments) = AsOwner(
            Path.Combine(_binaries, "postgres"),
            "-D", Path.Combine(Folder, "data"), "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", Folder,
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=64MB",
            "-c", "max_connections=60");
        return ProcessRunner.Start(program, arguments);
    }

    protected override async Task<bool> IsReadyAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", Port);
        }
        catch (SocketException)
        {
            return false;
        }

        return (await SqlAsync("postgres", "SELECT 1")).Length == 0;
    }

    private static (string Program, string[] Arguments) AsOwner(string program, params string[] arguments) =>
        // setpriv becomes the program where runuser would be its parent: what is killed is the server itself.
        Environment.IsPrivilegedProcess ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments]) : (program, arguments);
}
