namespace Tollgate.TestSupport;

/// <summary>Signal numbers that are the same on Linux and macOS.</summary>
public enum UnixSignal
{
    None = 0,
    HangUp = 1,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}
