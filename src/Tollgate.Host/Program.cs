using System.CommandLine;
using Tollgate.Host.Commands;

namespace Tollgate.Host;

/// <summary>The one executable: <c>tollgate</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Tollgate: one door in front of every model provider.")
        {
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
