namespace Tollgate.Configuration;

/// <summary>What requests have in common that are to go to the same target.</summary>
public enum StickyKind
{
    /// <summary>Nothing: each goes its own way.</summary>
    None,

    /// <summary>The conversation: its id, a session header, else what it begins with.</summary>
    Conversation,

    /// <summary>The end user that the request names, else the key's.</summary>
    User,

    /// <summary>The client's key.</summary>
    Key,

    /// <summary>A header's value.</summary>
    Header,

    /// <summary>The beginning of the prompt: what providers keep in their caches.</summary>
    Prefix,
}
