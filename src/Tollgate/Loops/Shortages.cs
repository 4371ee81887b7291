using System.Net.Sockets;

namespace Tollgate.Loops;

/// <summary>Tells from an error of a socket call whether it was this machine's own want.</summary>
internal static class Shortages
{
    private const int NotEnoughMemory = 12;

    /// <summary>Of a negative errno of Linux; any other number is none.</summary>
    public static Shortage OfErrno(int result) => -result switch
    {
        23 or 24 => Shortage.Descriptors,
        NotEnoughMemory or 105 => Shortage.Memory,
        99 => Shortage.Ports,
        _ => Shortage.None,
    };

    /// <summary>Of an error of the framework's sockets.</summary>
    public static Shortage Of(SocketError error) => error switch
    {
        SocketError.TooManyOpenSockets => Shortage.Descriptors,
        SocketError.NoBufferSpaceAvailable => Shortage.Memory,
        SocketError.AddressNotAvailable => Shortage.Ports,
        _ => Shortage.None,
    };

    /// <summary>Of an exception of the framework's sockets, which has no word of its own for a lack of memory.</summary>
    public static Shortage Of(SocketException exception) =>
        Of(exception.SocketErrorCode) is var shortage and not Shortage.None ? shortage
        : !OperatingSystem.IsWindows() && exception.NativeErrorCode == NotEnoughMemory ? Shortage.Memory
        : Shortage.None;
}
