namespace Tollgate.Control.Bridge;

/// <summary>What came of reading a PROXY header.</summary>
internal enum ProxyReadStatus : byte
{
    Incomplete,
    Ok,

    /// <summary>Not what the engine writes: the connection must end.</summary>
    Bad,
}
