namespace Tollgate.Http1;

/// <summary>What a look at the bytes received so far has found.</summary>
internal enum HeadStatus : byte
{
    /// <summary>Nothing wrong yet and no end of the head yet: receive more.</summary>
    Incomplete,

    /// <summary>The head is whole and valid.</summary>
    Ok,

    /// <summary>The head is refused; answer and close, because nobody knows where the next message begins.</summary>
    Bad,
}
