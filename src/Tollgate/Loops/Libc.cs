using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Tollgate.Loops;

/// <summary>The few system calls of the epoll engine. Results are 0 or more, or a negative errno.</summary>
internal static unsafe partial class Libc
{
    public const uint In = 0x1;
    public const uint Out = 0x4;
    public const uint Error = 0x8;
    public const uint HangUp = 0x10;
    public const uint ReadHangUp = 0x2000;
    public const uint EdgeTriggered = 1u << 31;

    public const int Interrupted = -4;
    public const int Again = -11;
    public const int ConnectionAborted = -103;
    public const int InProgress = -115;

    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int NonBlock = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int SolSocket = 1;
    private const int SoReuseAddr = 2;
    private const int SoError = 4;
    private const int SoLinger = 13;
    private const int SoReusePort = 15;
    private const int IpProtoTcp = 6;
    private const int TcpNoDelay = 1;
    private const int TcpNotSentLowAt = 25;
    private const int IpProtoIpv6 = 41;
    private const int Ipv6Only = 26;
    private const int ShutWrite = 1;
    private const int RLimitNoFile = 7;
    private const int LocalFamily = 1;
    private const int Ipv4Family = 2;
    private const int Ipv6Family = 10;

    /// <summary>Bytes of the largest address here, <c>sockaddr_in6</c>.</summary>
    private const int AddressSize = 28;

    /// <summary>Bytes of <c>sockaddr_un</c>: the family and a path of 108.</summary>
    private const int LocalAddressSize = 2 + 108;

    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public static int EpollCreate() => Result(epoll_create1(CloseOnExec));

    public static int EpollAdd(int epoll, int fd, uint events, ulong data)
    {
        if (Packed)
        {
            var packed = new EpollEvent { Events = events, Data = data };
            return Result(epoll_ctl(epoll, 1, fd, &packed));
        }

        var aligned = new AlignedEpollEvent { Events = events, Data = data };
        return Result(epoll_ctl(epoll, 1, fd, &aligned));
    }

    /// <summary>Waits for events; <paramref name="buffer"/> has 16 bytes for each.</summary>
    public static int EpollWait(int epoll, byte* buffer, int max, int timeoutMs) => Result(epoll_wait(epoll, buffer, max, timeoutMs));

    public static void ReadEvent(byte* buffer, int index, out uint events, out ulong data)
    {
        if (Packed)
        {
            var packed = ((EpollEvent*)buffer)[index];
            (events, data) = (packed.Events, packed.Data);
        }
        else
        {
            var aligned = ((AlignedEpollEvent*)buffer)[index];
            (events, data) = (aligned.Events, aligned.Data);
        }
    }

    public static int EventFd() => Result(eventfd(0, NonBlock | CloseOnExec));

    public static void Signal(int eventFd)
    {
        ulong one = 1;
        _ = write(eventFd, &one, sizeof(ulong));
    }

    public static void Drain(int eventFd)
    {
        ulong count;
        _ = read(eventFd, &count, sizeof(ulong));
    }

    public static int Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return Result(recv(fd, start, buffer.Length, DontWait));
        }
    }

    public static int Send(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return Result(send(fd, start, bytes.Length, DontWait | NoSignal));
        }
    }

    public static int Accept(int listener, out IPEndPoint? peer)
    {
        var address = stackalloc byte[AddressSize];
        var length = AddressSize;
        var fd = Result(accept4(listener, address, &length, NonBlock | CloseOnExec));
        peer = fd >= 0 ? ReadAddress(address) : null;
        return fd;
    }

    public static void Close(int fd) => _ = close(fd);

    public static void NoDelay(int fd) => Set(fd, IpProtoTcp, TcpNoDelay, 1);

    /// <summary>RLIMIT_NOFILE as it is now; the runtime has raised it to the hard limit.</summary>
    public static long DescriptorLimit()
    {
        var limits = stackalloc ulong[2]; // struct rlimit { rlim_t rlim_cur; rlim_t rlim_max; }
        return getrlimit(RLimitNoFile, limits) == 0 && limits[0] < long.MaxValue ? (long)limits[0] : long.MaxValue;
    }

    /// <summary>Sends FIN; receiving goes on.</summary>
    public static void ShutdownSend(int fd) => _ = shutdown(fd, ShutWrite);

    /// <summary>Makes the coming close a reset.</summary>
    public static void LingerZero(int fd)
    {
        long onForZeroSeconds = 1; // struct linger { int l_onoff = 1; int l_linger = 0; }
        _ = setsockopt(fd, SolSocket, SoLinger, &onForZeroSeconds, sizeof(long));
    }

    public static int PendingError(int fd)
    {
        int value = 0, length = sizeof(int);
        _ = getsockopt(fd, SolSocket, SoError, &value, &length);
        return -value;
    }

    public static IPEndPoint? LocalAddress(int fd)
    {
        var address = stackalloc byte[AddressSize];
        var length = AddressSize;
        return getsockname(fd, address, &length) == 0 ? ReadAddress(address) : null;
    }

    /// <summary>A bound, listening socket, or a negative errno.</summary>
    public static int Listen(IPEndPoint at, bool reusePort, int backlog)
    {
        var v6 = at.AddressFamily == AddressFamily.InterNetworkV6;
        var fd = Result(socket(v6 ? Ipv6Family : Ipv4Family, 1 | NonBlock | CloseOnExec, 0));
        if (fd < 0)
        {
            return fd;
        }

        Set(fd, SolSocket, SoReuseAddr, 1);
        if (reusePort)
        {
            Set(fd, SolSocket, SoReusePort, 1);
        }

        if (v6)
        {
            // [::] takes IPv4 clients too, as on other servers.
            Set(fd, IpProtoIpv6, Ipv6Only, at.Address.Equals(IPAddress.IPv6Any) ? 0 : 1);
        }

        Set(fd, IpProtoTcp, TcpNotSentLowAt, ListenOptions.MaxUnsentBytes); // what it accepts inherits it
        var address = stackalloc byte[AddressSize];
        var length = WriteAddress(address, at);
        var result = Result(bind(fd, address, length));
        if (result >= 0)
        {
            result = Result(listen(fd, backlog));
        }

        if (result < 0)
        {
            _ = close(fd);
            return result;
        }

        return fd;
    }

    /// <summary>A socket that is connecting, or a negative errno; <paramref name="result"/> is 0 when it is connected already.</summary>
    public static int StartConnect(IPEndPoint to, out int result)
    {
        var fd = Result(socket(to.AddressFamily == AddressFamily.InterNetworkV6 ? Ipv6Family : Ipv4Family, 1 | NonBlock | CloseOnExec, 0));
        if (fd < 0)
        {
            result = fd;
            return fd;
        }

        NoDelay(fd);
        var address = stackalloc byte[AddressSize];
        var length = WriteAddress(address, to);
        result = Result(connect(fd, address, length));
        return fd;
    }

    /// <summary>A listening Unix socket at a path that does not exist yet, or a negative errno. Only this user may connect.</summary>
    public static int ListenLocal(string path, int backlog)
    {
        var fd = Result(socket(LocalFamily, 1 | NonBlock | CloseOnExec, 0));
        if (fd < 0)
        {
            return fd;
        }

        var address = stackalloc byte[LocalAddressSize];
        var result = Result(bind(fd, address, WriteLocalAddress(address, path)));
        if (result >= 0)
        {
            result = Result(listen(fd, backlog));
        }

        if (result < 0)
        {
            _ = close(fd);
            return result;
        }

        return fd;
    }

    /// <summary>A connected Unix socket, or a negative errno: <see cref="Again"/> while the listener's queue is full.</summary>
    public static int ConnectLocal(string path)
    {
        var fd = Result(socket(LocalFamily, 1 | NonBlock | CloseOnExec, 0));
        if (fd < 0)
        {
            return fd;
        }

        var address = stackalloc byte[LocalAddressSize];
        var result = Result(connect(fd, address, WriteLocalAddress(address, path)));
        if (result < 0)
        {
            _ = close(fd);
            return result;
        }

        return fd;
    }

    private static int Result(nint result) => result >= 0 ? (int)result : -Marshal.GetLastSystemError();

    private static void Set(int fd, int level, int name, int value) => _ = setsockopt(fd, level, name, &value, sizeof(int));

    private static int WriteAddress(byte* to, IPEndPoint endPoint)
    {
        new Span<byte>(to, AddressSize).Clear();
        var v6 = endPoint.AddressFamily == AddressFamily.InterNetworkV6;
        *(ushort*)to = (ushort)(v6 ? Ipv6Family : Ipv4Family);
        to[2] = (byte)(endPoint.Port >> 8);
        to[3] = (byte)endPoint.Port;
        endPoint.Address.TryWriteBytes(new Span<byte>(to + (v6 ? 8 : 4), v6 ? 16 : 4), out _);
        if (v6)
        {
            *(uint*)(to + 24) = (uint)endPoint.Address.ScopeId;
        }

        return v6 ? 28 : 16;
    }

    private static int WriteLocalAddress(byte* to, string path)
    {
        new Span<byte>(to, LocalAddressSize).Clear();
        *(ushort*)to = LocalFamily;
        return 2 + Encoding.UTF8.GetBytes(path, new Span<byte>(to + 2, LocalSocketPath.MaxBytes)) + 1;
    }

    private static IPEndPoint? ReadAddress(byte* from)
    {
        var port = (from[2] << 8) | from[3];
        return *(ushort*)from switch
        {
            Ipv4Family => new IPEndPoint(new IPAddress(new ReadOnlySpan<byte>(from + 4, 4)), port),
            Ipv6Family => new IPEndPoint(Unmapped(new IPAddress(new ReadOnlySpan<byte>(from + 8, 16))), port),
            _ => null,
        };
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    [LibraryImport("libc")]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc")]
    private static partial int epoll_ctl(int epoll, int operation, int fd, void* @event);

    [LibraryImport("libc")]
    private static partial int epoll_wait(int epoll, void* events, int max, int timeout);

    [LibraryImport("libc")]
    private static partial int eventfd(uint value, int flags);

    [LibraryImport("libc")]
    private static partial nint read(int fd, void* buffer, nint length);

    [LibraryImport("libc")]
    private static partial nint write(int fd, void* buffer, nint length);

    [LibraryImport("libc")]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc")]
    private static partial int bind(int fd, byte* address, int length);

    [LibraryImport("libc")]
    private static partial int listen(int fd, int backlog);

    [LibraryImport("libc")]
    private static partial int accept4(int fd, byte* address, int* length, int flags);

    [LibraryImport("libc")]
    private static partial int connect(int fd, byte* address, int length);

    [LibraryImport("libc")]
    private static partial int getsockname(int fd, byte* address, int* length);

    [LibraryImport("libc")]
    private static partial int setsockopt(int fd, int level, int name, void* value, int length);

    [LibraryImport("libc")]
    private static partial int getsockopt(int fd, int level, int name, int* value, int* length);

    [LibraryImport("libc")]
    private static partial int close(int fd);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, ulong* limits);

    [LibraryImport("libc")]
    private static partial int shutdown(int fd, int how);

    [LibraryImport("libc")]
    private static partial nint recv(int fd, byte* buffer, nint length, int flags);

    [LibraryImport("libc")]
    private static partial nint send(int fd, byte* bytes, nint length, int flags);
}
