namespace Tollgate.Host.Serving;

/// <summary>The folder for everything on disk: records, captured content, keys. Nobody else's business.</summary>
internal static class DataFolder
{
    /// <summary>Makes it, for this user alone, where it is not there. One that exists stays as its owner made it.</summary>
    /// <exception cref="StartException">It cannot be made.</exception>
    public static void Ensure(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartException("tollgate: storage.data_dir: " + refused.Message);
        }
    }
}
