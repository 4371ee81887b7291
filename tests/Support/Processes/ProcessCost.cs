using System.Globalization;

namespace Tollgate.TestSupport;

/// <summary>What a process uses, from <c>/proc</c>.</summary>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="Processor">User and system time since its start.</param>
/// <param name="Descriptors">Open descriptors.</param>
public sealed record ProcessCost(long ResidentBytes, TimeSpan Processor, int Descriptors)
{
    /// <summary>USER_HZ: 100 on every Linux that .NET runs on.</summary>
    private const int TicksPerSecond = 100;

    /// <summary>Reads the figures of a process; of this one by default.</summary>
    public static ProcessCost Of(int? process = null)
    {
        var folder = $"/proc/{process ?? Environment.ProcessId}";
        var resident = File.ReadLines($"{folder}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));

        // The command's name stands in brackets and may hold spaces; the fields are counted from behind it.
        var stat = File.ReadAllText($"{folder}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = Number(fields[11]) + Number(fields[12]);
        return new ProcessCost(
            Number(resident.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) * 1024,
            TimeSpan.FromSeconds((double)ticks / TicksPerSecond),
            Directory.GetFileSystemEntries($"{folder}/fd").Length);
    }

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
