namespace Tollgate.TestSupport;

/// <summary>
/// Where the build left the executable: beside the test that asks, where coverage is measured in other processes too; else in
/// <c>artifacts/bin/Tollgate.Host/{configuration}</c> of the same configuration.
/// </summary>
public static class BuiltHost
{
    private const string Assembly = "Tollgate.Host.dll";

    /// <summary>Path of the assembly, to be run with <c>dotnet</c>.</summary>
    public static string Path()
    {
        var beside = System.IO.Path.Combine(AppContext.BaseDirectory, Assembly);
        if (File.Exists(beside))
        {
            return beside;
        }

        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar)).Name;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = System.IO.Path.Combine(at.FullName, "artifacts", "bin", "Tollgate.Host", configuration, Assembly);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new FileNotFoundException($"{Assembly} ({configuration}) is not built.");
    }
}
