namespace Tollgate.Tests.Architecture;

/// <summary>A file of the repository.</summary>
/// <param name="Name">Path from the repository's root, with slashes.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record SourceFile(string Name, string[] Lines)
{
    /// <summary>The root of the repository that this test was built from.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The C# files below a folder, without what the build makes.</summary>
    public static IReadOnlyList<SourceFile> Under(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => new SourceFile(Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllLines(path)))
            .Where(file => !file.Name.Contains("/obj/", StringComparison.Ordinal) && !file.Name.Contains("/bin/", StringComparison.Ordinal))];

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Tollgate.slnx")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException("These tests run inside the repository.");
    }
}
