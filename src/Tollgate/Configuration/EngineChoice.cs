namespace Tollgate.Configuration;

/// <summary>Socket engines behind the event loops.</summary>
public enum EngineChoice
{
    /// <summary>epoll on Linux, sockets elsewhere.</summary>
    Auto,

    /// <summary>Linux epoll, edge-triggered.</summary>
    Epoll,

    /// <summary>The framework's asynchronous sockets: portable, slower.</summary>
    Sockets,
}
