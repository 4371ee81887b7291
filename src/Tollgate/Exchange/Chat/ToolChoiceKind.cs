namespace Tollgate.Exchange.Chat;

/// <summary>Whether the model must call tools.</summary>
internal enum ToolChoiceKind : byte
{
    /// <summary>The client did not say.</summary>
    Unset,
    Auto,
    None,

    /// <summary>Any of them, but one.</summary>
    Required,

    /// <summary>The one (or those) of that name.</summary>
    Named,
}
