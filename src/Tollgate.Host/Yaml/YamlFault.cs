namespace Tollgate.Host.Yaml;

/// <summary>Why a file has no tree.</summary>
/// <param name="Line">From 1; 0 where there is none.</param>
/// <param name="Message">What is wrong; never a piece of the file, which may hold secrets.</param>
internal sealed record YamlFault(int Line, string Message);
