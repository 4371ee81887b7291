namespace Tollgate.Control.Docs;

/// <summary>Files that lie in the assembly.</summary>
internal static class EmbeddedFile
{
    /// <summary>Opens one by its name, without folders.</summary>
    public static Stream Open(string name) => typeof(EmbeddedFile).Assembly.GetManifestResourceStream("docs/" + name)
        ?? throw new FileNotFoundException("No such file in the assembly.", name);

    /// <summary>Its content.</summary>
    public static byte[] Read(string name)
    {
        using var stream = Open(name);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
