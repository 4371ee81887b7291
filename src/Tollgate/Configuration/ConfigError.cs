namespace Tollgate.Configuration;

/// <summary>One reason why a configuration is refused. It never holds a secret.</summary>
/// <param name="Source">The file, or <c>environment</c>.</param>
/// <param name="Path">The setting, such as <c>providers[1].base_url</c>; empty for the source as a whole.</param>
/// <param name="Line">Its line, from 1; 0 where there is none.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record ConfigError(string Source, string Path, int Line, string Message)
{
    /// <summary><c>tollgate.yaml:12: providers[1].base_url: message</c>.</summary>
    public override string ToString() =>
        string.Concat(Source, Line > 0 ? $":{Line}" : string.Empty, ": ", Path.Length > 0 ? Path + ": " : string.Empty, Message);
}
