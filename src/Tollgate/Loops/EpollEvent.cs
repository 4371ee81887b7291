using System.Runtime.InteropServices;

namespace Tollgate.Loops;

/// <summary>The kernel's <c>struct epoll_event</c>, which is packed on x86-64.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct EpollEvent
{
    public uint Events;
    public ulong Data;
}
