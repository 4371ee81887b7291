using System.Runtime.CompilerServices;

namespace Tollgate.TestSupport;

/// <summary>Compares text with a file kept in the folder <c>Golden</c> beside the test; <c>UPDATE_GOLDEN=1</c> writes the files anew.</summary>
public static class Golden
{
    public static void Match(string actual, string name, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, "Golden", name);
        var text = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return;
        }

        if (!File.Exists(path))
        {
            throw new GoldenMismatchException($"There is no golden file {name}; run once with UPDATE_GOLDEN=1 and read what it writes.");
        }

        var expected = File.ReadAllText(path).ReplaceLineEndings("\n");
        if (expected != text)
        {
            throw new GoldenMismatchException(Difference(name, expected.Split('\n'), text.Split('\n')));
        }
    }

    private static string Difference(string name, string[] expected, string[] actual)
    {
        var line = 0;
        while (line < expected.Length && line < actual.Length && expected[line] == actual[line])
        {
            line++;
        }

        return $"{name} differs in line {line + 1}:\n- {expected.ElementAtOrDefault(line)}\n+ {actual.ElementAtOrDefault(line)}";
    }
}
