namespace Tollgate.Exchange;

/// <summary>What goes lost where a format cannot say something.</summary>
internal enum Loss : byte
{
    /// <summary>A detail of how the answer is made: sampling settings, log probabilities, hints. Left out with a warning unless the model says otherwise.</summary>
    Setting,

    /// <summary>Something that the answer depends on: tools, pictures, files, a schema. Refused unless the model says otherwise.</summary>
    Content,
}
