namespace Tollgate.TestSupport.Grammar;

/// <summary>Why the model stopped, in the few words that all vendors share.</summary>
public enum FinishSeen
{
    /// <summary>It did not say.</summary>
    None,
    Stop,
    Length,
    Tools,
    Filter,
}
