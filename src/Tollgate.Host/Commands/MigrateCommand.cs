using System.CommandLine;
using System.Globalization;
using Tollgate.Control.Store;
using Tollgate.Host.Serving;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate migrate</c>: brings the control store to this version's schema, as every start does by itself.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var config = StoreOptions.Config();
        var migrate = new Command("migrate", "Bring the control store to the schema of this version.") { config };
        migrate.SetAction((result, stop) =>
            RunAsync(result.GetValue(config), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, stop));
        return migrate;
    }

    private static async Task<int> RunAsync(string? config, TextWriter output, TextWriter errors, CancellationToken stop)
    {
        try
        {
            await using var local = LocalStore.Find(config);
            var applied = await local.Store.MigrateAsync(stop);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"control store: {applied} {(applied == 1 ? "migration" : "migrations")} applied"));
            return 0;
        }
        catch (Exception refused) when (refused is StartException or ControlStoreException)
        {
            await errors.WriteLineAsync(refused is StartException ? refused.Message : "tollgate: " + refused.Message);
            return 1;
        }
    }
}
