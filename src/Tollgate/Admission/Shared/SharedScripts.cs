using System.Text;
using Tollgate.Redis;

namespace Tollgate.Admission.Shared;

/// <summary>The scripts that run where limits are shared; their texts stand beside this file.</summary>
internal static class SharedScripts
{
    /// <summary>Takes all that a request needs, or nothing.</summary>
    public static RedisScript Take { get; } = new(Read("cells.lua") + Read("take.lua"));

    /// <summary>Puts right what was taken.</summary>
    public static RedisScript Settle { get; } = new(Read("cells.lua") + Read("settle.lua"));

    /// <summary>Says that requests still run.</summary>
    public static RedisScript Renew { get; } = new(Read("cells.lua") + Read("renew.lua"));

    /// <summary>Asks for what is to be spent, and tells what was.</summary>
    public static RedisScript Budgets { get; } = new(Read("budgets.lua"));

    private static string Read(string name)
    {
        using var text = new StreamReader(
            typeof(SharedScripts).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the assembly."), Encoding.UTF8);
        return text.ReadToEnd();
    }
}
