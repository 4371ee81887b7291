namespace Tollgate.Exchange;

/// <summary>What is done about things that a target's format cannot say (<c>on_unsupported</c>).</summary>
public enum UnsupportedPolicy : byte
{
    /// <summary>Refuse where content would go lost, leave settings out with a warning.</summary>
    ByKind,

    /// <summary>Refuse.</summary>
    Error,

    /// <summary>Leave out, with a warning.</summary>
    Drop,
}
