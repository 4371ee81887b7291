using System.Net;
using System.Net.NetworkInformation;

namespace Tollgate.Forwarding;

/// <summary>The addresses of this machine's network interfaces.</summary>
internal static class MachineAddresses
{
    /// <summary>Asks the system; empty where it does not tell. Blocks briefly: not for a loop.</summary>
    public static IPAddress[] Read()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
