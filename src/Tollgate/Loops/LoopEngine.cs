namespace Tollgate.Loops;

/// <summary>What moves the bytes under a loop.</summary>
internal enum LoopEngine : byte
{
    /// <summary>epoll, Linux only.</summary>
    Epoll,

    /// <summary>The framework's sockets, everywhere.</summary>
    Sockets,
}
