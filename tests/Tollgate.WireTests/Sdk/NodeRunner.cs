using System.ComponentModel;
using Tollgate.TestSupport;

namespace Tollgate.WireTests.Sdk;

/// <summary>The tests in <c>tests/sdk-node</c>: installs what they need once, then runs them.</summary>
internal static class NodeRunner
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(1);
    private static readonly Lazy<Task<string?>> Installation = new(InstallAsync);

    private static string Folder { get; } = Locate();

    /// <summary>Null when the tests can run; else why not.</summary>
    public static Task<string?> ObstacleAsync() => Installation.Value;

    /// <summary>Runs them: the exit code and everything that was printed.</summary>
    public static Task<(int Code, string Output)> RunAsync(IReadOnlyDictionary<string, string?> environment) =>
        CallAsync("node", ["--test", "--test-reporter=spec", Path.Combine(Folder, "all.mjs")], RunLimit, environment);

    private static async Task<string?> InstallAsync()
    {
        var wanted = Path.Combine(Folder, "package-lock.json");
        var mark = Path.Combine(Folder, "node_modules", ".installed");
        try
        {
            if (File.Exists(mark) && File.GetLastWriteTimeUtc(mark) >= File.GetLastWriteTimeUtc(wanted))
            {
                return (await CallAsync("node", ["--version"], InstallLimit)).Code == 0 ? null : "node does not run.";
            }

            var (code, output) = await CallAsync("npm", ["ci", "--prefix", Folder, "--ignore-scripts", "--no-audit", "--no-fund"], InstallLimit);
            if (code != 0)
            {
                return $"npm could not install the SDKs:\n{output}";
            }

            await File.WriteAllTextAsync(mark, "");
            return null;
        }
        catch (Win32Exception absent)
        {
            return $"node and npm are needed: {absent.Message}";
        }
    }

    private static async Task<(int Code, string Output)> CallAsync(
        string program, string[] arguments, TimeSpan limit, IReadOnlyDictionary<string, string?>? environment = null)
    {
        await using var process = ProcessRunner.Start(program, arguments, environment);
        try
        {
            var code = await process.ExitAsync(limit);
            return (code, string.Join('\n', process.Out.Concat(process.Err)));
        }
        catch (TimeoutException)
        {
            return (-1, $"{program} did not end within {limit.TotalSeconds} s:\n{string.Join('\n', process.Out.Concat(process.Err))}");
        }
    }

    private static string Locate()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "tests", "sdk-node");
            if (File.Exists(Path.Combine(candidate, "package.json")))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("tests/sdk-node is not beside the test binary.");
    }
}
