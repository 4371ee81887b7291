using Tollgate.Control.Secrets;
using Tollgate.Storage.Sqlite.Control;

namespace Tollgate.Host.Serving;

/// <summary>Where this process has its master key from: the environment, else a file in the data folder, made at the first start.</summary>
internal sealed class MasterKeySource
{
    public const string Variable = "TOLLGATE_MASTER_KEY";

    /// <summary>The successor, while a rotation is under way.</summary>
    public const string NextVariable = "TOLLGATE_MASTER_KEY_NEXT";

    private readonly Func<string, string?> _env;

    private MasterKeySource(Func<string, string?> env, string dataDir)
    {
        _env = env;
        Files = new MasterKeyFiles(dataDir);
        IsEnvironment = env(Variable) is { Length: > 0 };
        Ring = new MasterKeyRing(Load);
    }

    public MasterKeyRing Ring { get; }

    public MasterKeyFiles Files { get; }

    /// <summary>The environment has it: files are not looked at.</summary>
    public bool IsEnvironment { get; }

    /// <summary>The successor that the environment names; null for none.</summary>
    public MasterKey? EnvironmentNext => Of(NextVariable);

    /// <summary>Finds the key, or makes it for an installation that begins.</summary>
    /// <exception cref="StartException">There is none that could be used.</exception>
    public static MasterKeySource Open(string dataDir, Func<string, string?> env)
    {
        try
        {
            var source = new MasterKeySource(env, dataDir);
            if (source.Ring.Primary is null)
            {
                var database = Path.Combine(dataDir, SqliteControlStore.FileName);
                if (new FileInfo(database) is { Exists: true, Length: > 0 })
                {
                    throw new StartException(
                        $"tollgate: {database} is sealed with a master key that is not here. Set {Variable}, or put the file master.key back into {dataDir}.");
                }

                source.Files.Create();
                source = new MasterKeySource(env, dataDir);
            }

            return source;
        }
        catch (MasterKeyException refused)
        {
            throw new StartException("tollgate: " + refused.Message);
        }
    }

    private IReadOnlyList<MasterKey> Load() =>
        Of(Variable) is not { } current ? Files.Load()
        : EnvironmentNext is { } next ? [current, next]
        : [current];

    private MasterKey? Of(string variable) => _env(variable) is not { Length: > 0 } text
        ? null
        : MasterKey.Parse(text) ?? throw new MasterKeyException($"{variable} is not a master key: base64 of 32 bytes, or 64 hexadecimal digits");
}
