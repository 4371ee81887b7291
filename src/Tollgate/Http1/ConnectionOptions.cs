namespace Tollgate.Http1;

/// <summary>What the Connection fields of a head ask for.</summary>
[Flags]
internal enum ConnectionOptions : byte
{
    None = 0,
    Close = 1,
    KeepAlive = 2,
    Upgrade = 4,
}
