using System.Net.Sockets;

namespace Tollgate.Loops;

/// <summary>How many files and sockets the system lets this process have open.</summary>
internal static class DescriptorLimit
{
    /// <summary>The limit in force; the largest number where there is none, or none that can be asked for.</summary>
    public static long Current => OperatingSystem.IsLinux() ? Libc.DescriptorLimit() : long.MaxValue;

    /// <summary>Not one more can be opened now. Costs the opening of one: for whoever failed already, and wants to know whether that is why.</summary>
    public static bool IsReached
    {
        get
        {
            try
            {
                using var one = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                return false;
            }
            catch (SocketException exception)
            {
                return Shortages.Of(exception) == Shortage.Descriptors;
            }
        }
    }
}
