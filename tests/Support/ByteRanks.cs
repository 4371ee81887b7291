using System.Globalization;
using System.Text;

namespace Tollgate.TestSupport;

/// <summary>Makes small rank files by hand.</summary>
public static class ByteRanks
{
    /// <summary>A rank file with every single byte as a token, and these behind them.</summary>
    public static string File(params IEnumerable<string> more)
    {
        var tokens = Enumerable.Range(0, 256).Select(b => new[] { (byte)b }).Concat(more.Select(Encoding.UTF8.GetBytes));
        return string.Concat(tokens.Select((token, rank) => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToBase64String(token)} {rank}\n")));
    }
}
