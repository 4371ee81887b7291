using System.ComponentModel;
using System.Text.Json;
using Tollgate.Metering.Bpe;
using Tollgate.TestSupport;

namespace Tollgate.Tests.Metering.Bpe;

/// <summary>OpenAI's own tokenizer, from the npm package <c>tiktoken</c>: see <c>tests/tokens-node</c>. Rank files come from there; none is kept in this repository.</summary>
public sealed class TiktokenPackage : IAsyncDisposable
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task<string>> Installation = new(InstallAsync);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tollgate-ranks-");
    private Dictionary<string, int[]> _counts = [];

    private TiktokenPackage()
    {
    }

    /// <summary>What it was asked to count.</summary>
    public IReadOnlyList<string> Texts { get; private set; } = [];

    /// <summary>Counts these texts. Where node, npm or the package is not to be had, says why instead.</summary>
    public static async Task<(TiktokenPackage? Package, string Obstacle)> CountAsync(IReadOnlyList<string> texts)
    {
        var package = new TiktokenPackage { Texts = texts };
        try
        {
            if (await Installation.Value is { Length: > 0 } obstacle)
            {
                return (null, obstacle);
            }

            await File.WriteAllTextAsync(Path.Combine(package._folder.FullName, "texts.json"), JsonSerializer.Serialize(texts));
            var (code, output) = await CallAsync("node", [Path.Combine(Locate(), "ranks.mjs"), package._folder.FullName], RunLimit);
            if (code != 0)
            {
                throw new InvalidOperationException(output);
            }

            package._counts = JsonSerializer.Deserialize<Dictionary<string, int[]>>(await File.ReadAllTextAsync(Path.Combine(package._folder.FullName, "counts.json")))!;
            return (package, "");
        }
        catch (Win32Exception absent)
        {
            return (null, "node and npm are not installed (Debian: apt-get install nodejs npm): " + absent.Message);
        }
    }

    /// <summary>The number of tokens of each text.</summary>
    public IReadOnlyList<int> Counts(string encoding) => _counts[encoding];

    /// <summary>The path of an encoding's rank file.</summary>
    public string FileOf(string encoding) => Path.Combine(_folder.FullName, encoding + ".tiktoken");

    /// <summary>Its vocabulary, read by the gateway's reader.</summary>
    internal BpeVocabulary Vocabulary(string encoding) =>
        RankFile.Read(File.ReadAllBytes(FileOf(encoding)), SplitRules.Of(encoding)!, out var problem) ?? throw new InvalidOperationException(problem);

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Installs the package once; empty, or why it is not to be had.</summary>
    private static async Task<string> InstallAsync()
    {
        var scripts = Locate();
        var mark = Path.Combine(scripts, "node_modules", ".installed");
        if (File.Exists(mark) && File.GetLastWriteTimeUtc(mark) >= File.GetLastWriteTimeUtc(Path.Combine(scripts, "package.json")))
        {
            return "";
        }

        var (code, output) = await CallAsync("npm", ["install", "--prefix", scripts, "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"], InstallLimit);
        if (code != 0)
        {
            return "npm could not install tiktoken: " + output;
        }

        await File.WriteAllTextAsync(mark, "");
        return "";
    }

    private static async Task<(int Code, string Output)> CallAsync(string program, string[] arguments, TimeSpan limit)
    {
        await using var process = ProcessRunner.Start(program, arguments);
        var code = await process.ExitAsync(limit);
        return (code, string.Join('\n', process.Out.Concat(process.Err)));
    }

    private static string Locate()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "tests", "tokens-node");
            if (File.Exists(Path.Combine(candidate, "package.json")))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("tests/tokens-node is not beside the test binary.");
    }
}
