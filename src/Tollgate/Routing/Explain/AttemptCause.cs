namespace Tollgate.Routing.Explain;

/// <summary>Why an attempt was made. The numbers stand in the journal: append only.</summary>
internal enum AttemptCause : byte
{
    /// <summary>The first one.</summary>
    First,

    /// <summary>The one before failed: another target of the same model.</summary>
    NextTarget,

    /// <summary>The one before failed: the same target once more.</summary>
    SameTarget,

    /// <summary>No target of the model is left: another model.</summary>
    Fallback,

    /// <summary>The one before is still silent: a second one beside it.</summary>
    Hedge,

    /// <summary>The one before broke off in the middle of a stream: goes on from its text.</summary>
    Continuation,
}
