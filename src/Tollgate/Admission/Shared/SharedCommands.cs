using System.Buffers.Text;
using Tollgate.Loops;
using Tollgate.Redis;

namespace Tollgate.Admission.Shared;

/// <summary>Writes the commands of shared limits. Allocates nothing: keys and rules were written before.</summary>
internal static class SharedCommands
{
    private const int Head = 3;

    /// <summary>EVALSHA, the script, the number of keys; keys and arguments follow.</summary>
    public static void Begin(SendBuffer bytes, RedisScript script, int keys, int arguments)
    {
        RespCommand.Begin(bytes, Head + keys + arguments);
        bytes.Write("$7\r\nEVALSHA\r\n$40\r\n"u8);
        bytes.Write(script.Hash);
        bytes.Write("\r\n"u8);
        RespCommand.Word(bytes, keys);
    }

    /// <summary>One rule's words.</summary>
    public static void Rule(SendBuffer bytes, SharedRule rule, long first, long second)
    {
        bytes.Write(rule.Words);
        RespCommand.Word(bytes, first);
        RespCommand.Word(bytes, second);
    }

    /// <summary>A request's name: its loop's, and its number there.</summary>
    public static void Name(SendBuffer bytes, ReadOnlySpan<byte> loop, long number)
    {
        Span<byte> name = stackalloc byte[64];
        loop.CopyTo(name);
        Utf8Formatter.TryFormat(number, name[loop.Length..], out var digits);
        RespCommand.Word(bytes, name[..(loop.Length + digits)]);
    }

    /// <summary>Corrects one cell: charges, or gives back what is below zero.</summary>
    public static void Settle(SendBuffer bytes, SharedCell shared, SharedRule rule, long more, long stamp)
    {
        Begin(bytes, SharedScripts.Settle, keys: 1, SharedRule.WordCount);
        bytes.Write(shared.KeyWord);
        Rule(bytes, rule, more, stamp);
    }

    /// <summary>Gives a request's place back.</summary>
    public static void Leave(SendBuffer bytes, SharedCell shared, ReadOnlySpan<byte> loop, long number)
    {
        RespCommand.Begin(bytes, 3);
        bytes.Write("$4\r\nZREM\r\n"u8);
        bytes.Write(shared.KeyWord);
        Name(bytes, loop, number);
    }

    /// <summary>Keeps a request's place.</summary>
    public static void Renew(SendBuffer bytes, SharedCell shared, ReadOnlySpan<byte> loop, long number)
    {
        Begin(bytes, SharedScripts.Renew, keys: 1, 2);
        bytes.Write(shared.KeyWord);
        RespCommand.Word(bytes, SharedRule.HoldMs);
        Name(bytes, loop, number);
    }
}
