namespace Tollgate.Host.Serving;

/// <summary>What the command line of <c>serve</c> says.</summary>
/// <param name="ConfigPath">The configuration's file or URL, if one was named.</param>
/// <param name="Urls">Addresses that replace <c>server.urls</c>, separated by semicolons.</param>
internal sealed record ServeOptions(string? ConfigPath, string? Urls);
