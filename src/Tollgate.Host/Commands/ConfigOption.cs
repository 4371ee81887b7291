using System.CommandLine;

namespace Tollgate.Host.Commands;

/// <summary>The option that names the configuration: one for files and URLs, the same for every command.</summary>
internal static class ConfigOption
{
    private const string Description =
        "Configuration: a file, or an https:// URL that is looked at every few seconds. Default: TOLLGATE_CONFIG, else tollgate.yaml here if there is one, else environment variables.";

    public static Option<string?> Create() => new("--config") { Description = Description };
}
