namespace Tollgate.TestSupport;

/// <summary>A fresh folder under the system's temporary folder, removed at the end.</summary>
public sealed class TempFolder : IDisposable
{
    public string Location { get; } = Directory.CreateTempSubdirectory("tollgate-").FullName;

    public string File(string name) => Path.Combine(Location, name);

    /// <summary>Writes beside and renames over, so that a reader never sees half a file.</summary>
    public string Write(string name, string text)
    {
        var path = File(name);
        System.IO.File.WriteAllText(path + ".new", text);
        System.IO.File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Location, recursive: true);
        }
        catch (IOException)
        {
            // A process that is just ending may still write there; the system clears its temporary folder.
        }
    }
}
