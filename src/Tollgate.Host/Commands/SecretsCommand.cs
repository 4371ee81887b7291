using System.CommandLine;
using System.Globalization;
using Tollgate.Control.Secrets;
using Tollgate.Host.Serving;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate secrets rotate</c>: another master key, while servers run.</summary>
internal static class SecretsCommand
{
    public static Command Create()
    {
        var config = StoreOptions.Config();
        var rotate = new Command("rotate", "Move the sealed secrets under another master key. Cut off, the same command goes on.") { config };
        rotate.SetAction((result, stop) =>
        {
            var console = result.InvocationConfiguration;
            return LocalStore.RunAsync(result.GetValue(config), console.Error, local => RotateAsync(local, console.Output, console.Error, stop), stop);
        });
        return new Command("secrets", "Work with sealed secrets.") { rotate };
    }

    private static async Task<int> RotateAsync(LocalStore local, TextWriter output, TextWriter errors, CancellationToken stop)
    {
        var masters = local.Masters;
        try
        {
            var next = masters.IsEnvironment ? masters.EnvironmentNext : masters.Files.CreateNext();
            if (next is null)
            {
                await errors.WriteLineAsync(
                    $"tollgate: the master key comes from {MasterKeySource.Variable}; set {MasterKeySource.NextVariable} to its successor, here and for every server, then run this again");
                return 1;
            }

            var count = await new SecretRotation(local.Store).RunAsync(masters.Ring, next, stop);
            if (!masters.IsEnvironment)
            {
                masters.Files.Promote();
            }

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "secret" : "secrets")} moved under another master key"));
            await output.WriteLineAsync(masters.IsEnvironment
                ? $"Set {MasterKeySource.Variable} to the successor and remove {MasterKeySource.NextVariable}; servers may be restarted one by one."
                : "The key before is gone from this machine. Backups of the control store from before need it; keep a backup of master.key with new ones.");
            return 0;
        }
        catch (Exception refused) when (refused is MasterKeyException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync("tollgate: " + refused.Message);
            return 1;
        }
    }
}
