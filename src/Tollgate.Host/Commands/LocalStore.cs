using Tollgate.Control.Audit;
using Tollgate.Control.Keys;
using Tollgate.Control.Store;
using Tollgate.Host.Serving;
using Tollgate.Storage.Sqlite.Control;

namespace Tollgate.Host.Commands;

/// <summary>
/// The control store as commands use it: directly, whether a server runs or not. A running one looks at the store several times a
/// second and follows.
/// </summary>
internal sealed class LocalStore : IAsyncDisposable
{
    private LocalStore(SqliteControlStore store, MasterKeySource masters)
    {
        Store = store;
        Masters = masters;
        Keys = new KeyService(store, TimeProvider.System);
    }

    public SqliteControlStore Store { get; }

    public MasterKeySource Masters { get; }

    public KeyService Keys { get; }

    /// <summary>Who acts: whoever runs the command.</summary>
    public static AuditActor Actor { get; } = new("cli:" + Environment.UserName, null);

    /// <summary>Finds the store of a configuration, without opening it.</summary>
    /// <exception cref="StartException">The configuration has errors, or there is no master key.</exception>
    public static LocalStore Find(string? configPath)
    {
        var dataDir = ConfigSource.Find(new ServeOptions(configPath, Urls: null)).Config.Storage.DataDir;
        var masters = MasterKeySource.Open(dataDir, Environment.GetEnvironmentVariable);
        return new LocalStore(new SqliteControlStore(Path.Combine(dataDir, SqliteControlStore.FileName)), masters);
    }

    /// <summary>Runs a command against the opened store; what goes wrong is said in one line, and the exit code is 1.</summary>
    public static async Task<int> RunAsync(string? configPath, TextWriter errors, Func<LocalStore, Task<int>> run, CancellationToken stop)
    {
        try
        {
            await using var local = Find(configPath);
            await StoreOpening.OpenAsync(local.Store, local.Masters.Ring, stop);
            return await run(local);
        }
        catch (StartException refused)
        {
            await errors.WriteLineAsync(refused.Message);
        }
        catch (ControlStoreException fault)
        {
            await errors.WriteLineAsync("tollgate: " + fault.Message);
        }

        return 1;
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
