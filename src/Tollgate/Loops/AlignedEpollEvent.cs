using System.Runtime.InteropServices;

namespace Tollgate.Loops;

/// <summary>The kernel's <c>struct epoll_event</c> on every architecture but x86-64.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AlignedEpollEvent
{
    public uint Events;
    public ulong Data;
}
