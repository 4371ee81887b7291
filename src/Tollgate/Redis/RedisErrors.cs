using System.Text;

namespace Tollgate.Redis;

/// <summary>The codes that errors begin with. Texts are not kept: they may repeat keys and arguments.</summary>
internal static class RedisErrors
{
    public const string NoScript = "NOSCRIPT";

    private const string Other = "ERR";

    private static readonly string[] Known =
    [
        NoScript, "READONLY", "OOM", "NOAUTH", "WRONGPASS", "NOPERM", "LOADING", "BUSY", "MISCONF", "MASTERDOWN", "NOREPLICAS", "CLUSTERDOWN",
        "MOVED", "ASK", "CROSSSLOT", "WRONGTYPE", "TRYAGAIN", "UNKILLABLE", "EXECABORT",
    ];

    /// <summary>The code of an error; <c>ERR</c> for all that are not known here.</summary>
    public static string CodeOf(ReadOnlySpan<byte> error)
    {
        // Redis 7 says which command of a script failed after its own words; a code stands first, or after "ERR " when a script passes it on.
        error = error.StartsWith("ERR "u8) ? error[4..] : error;
        var end = error.IndexOf((byte)' ');
        var code = end < 0 ? error : error[..end];
        foreach (var known in Known)
        {
            if (known.Length == code.Length && Encoding.ASCII.GetString(code) == known)
            {
                return known;
            }
        }

        return Other;
    }

    /// <summary>What an operator is told.</summary>
    public static string Explain(string code) => code switch
    {
        "READONLY" => "it is a read-only replica",
        "OOM" => "it is out of memory (maxmemory)",
        "NOAUTH" or "WRONGPASS" => "it does not accept the user or password",
        "NOPERM" => "its user may not run what limits need",
        "LOADING" => "it is loading its data",
        "BUSY" => "it is busy with a script",
        "MISCONF" => "it cannot persist and refuses writes",
        "MASTERDOWN" or "NOREPLICAS" or "CLUSTERDOWN" => "its cluster is not complete",
        "MOVED" or "ASK" or "CROSSSLOT" => "it is a cluster, which is not supported",
        _ => "it answered with an error",
    };
}
