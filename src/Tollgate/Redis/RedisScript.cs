using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Redis;

/// <summary>A script that the server keeps and that is called by the hash of its text.</summary>
internal sealed class RedisScript
{
    private readonly byte[] _hash;

    /// <summary>Wraps a script's text.</summary>
    public RedisScript(string text)
    {
        Text = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5350 // SHA-1 is what the server names scripts by
        _hash = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA1.HashData(Text)));
#pragma warning restore CA5350
        Load = RespCommand.Make("SCRIPT", "LOAD", text);
    }

    /// <summary>A write that changes nothing of use, under a key that goes by itself: whether limits could be kept here.</summary>
    public static byte[] Probe { get; } = RespCommand.Make("SET", "{tollgate}:probe", "1", "PX", "60000");

    /// <summary>The command that brings it to the server.</summary>
    public byte[] Load { get; }

    /// <summary>The script itself, UTF-8.</summary>
    public byte[] Text { get; }

    /// <summary>Its name on the server.</summary>
    public ReadOnlySpan<byte> Hash => _hash;
}
