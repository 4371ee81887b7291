using Xunit;

namespace Tollgate.WireTests.Harness;

/// <summary>The socket engines of this system: every wire test runs on each.</summary>
public static class Engines
{
    public const string Epoll = "epoll";
    public const string Sockets = "sockets";

    public static TheoryData<string> All() => OperatingSystem.IsLinux() ? [Epoll, Sockets] : [Sockets];
}
