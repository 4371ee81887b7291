namespace Tollgate.Loops;

/// <summary>How many files and sockets the system lets this process have open.</summary>
internal static class DescriptorLimit
{
    /// <summary>The limit in force; the largest number where there is none, or none that can be asked for.</summary>
    public static long Current => OperatingSystem.IsLinux() ? Libc.DescriptorLimit() : long.MaxValue;
}
