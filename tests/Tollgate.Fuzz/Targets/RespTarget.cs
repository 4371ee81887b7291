using Tollgate.Redis;

namespace Tollgate.Fuzz.Targets;

/// <summary>Replies of Redis: what is whole is read to its end, within it, and a reply cut short is never taken for a whole one of another length.</summary>
internal sealed class RespTarget : IFuzzTarget
{
    public string Name => "resp";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "*4\r\n:1\r\n:0\r\n:5999\r\n$3\r\nabc\r\n+OK\r\n",
        "-NOSCRIPT No matching script. Please use EVAL.\r\n:1\r\n",
        "%1\r\n+a\r\n~2\r\n#t\r\n_\r\n>2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n",
        "!5\r\nERR x\r\n=7\r\ntxt:abc\r\n,1.5\r\n(123456789\r\n*-1\r\n$-1\r\n",
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "\r\n", "\r", "\n", "*1\r\n", "*3\r\n", "$0\r\n\r\n", "$-1\r\n", "$65536\r\n", "*8192\r\n", ":0\r\n", ":-", "+", "-ERR ", ">1\r\n", "%2\r\n", "~", "#f\r\n", "_\r\n", "=4\r\n",
    ];

    public int Run(ReadOnlySpan<byte> input)
    {
        var replies = 0;
        var values = 0;
        while (true)
        {
            var status = RespFrame.Measure(input, out var length, out _);
            if (status != RespStatus.Complete)
            {
                return HashCode.Combine(status, Math.Min(replies, 8), Math.Min(values, 32));
            }

            OracleException.Demand(length > 0 && length <= input.Length && length <= RespFrame.MaxBytes, "A reply ends within what was received.");
            OracleException.Demand(
                RespFrame.Measure(input[..(length - 1)], out _, out _) == RespStatus.Partial, "A reply without its last byte is not whole, and not bad.");
            var reader = new RespReader(input[..length]);
            while (reader.Next() != RespKind.End)
            {
                OracleException.Demand(++values < 1_000_000, "A reply has an end.");
            }

            input = input[length..];
            replies++;
        }
    }
}
