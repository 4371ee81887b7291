using System.CommandLine;
using System.CommandLine.Help;
using Tollgate.Host.Commands;

namespace Tollgate.Host;

/// <summary>The one executable: <c>tollgate</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        // Not a RootCommand, which the help would call by the name of the assembly.
        var root = new Command("tollgate", "Tollgate: one door in front of every model provider.")
        {
            new HelpOption { Recursive = true },
            new VersionOption(),
            ServeCommand.Create(),
            ConfigCommand.Create(),
            MockCommand.Create(),
            KeysCommand.Create(),
            SecretsCommand.Create(),
            MigrateCommand.Create(),
            PricesCommand.Create(),
            ProvidersCommand.Create(),
            JournalCommand.Create(),
        };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
