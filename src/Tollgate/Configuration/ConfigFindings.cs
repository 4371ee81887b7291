namespace Tollgate.Configuration;

/// <summary>Collects what is wrong and what is odd while a configuration is read and checked. One finding per path: the first says it best.</summary>
internal sealed class ConfigFindings
{
    private readonly List<(string Path, string Message)> _errors = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];

    public IReadOnlyList<(string Path, string Message)> Errors => _errors;

    public IReadOnlyList<string> Warnings => _warnings;

    public void Error(string path, string message)
    {
        if (_paths.Add(path)) { _errors.Add((path, message)); }
    }

    public void Warn(string message)
    {
        if (_warned.Add(message)) { _warnings.Add(message); }
    }
}
