namespace Tollgate.TestSupport.Grammar;

/// <summary>An answer breaks the rules of its dialect.</summary>
public sealed class GrammarException : Exception
{
    public GrammarException()
    {
    }

    public GrammarException(string message)
        : base(message)
    {
    }

    public GrammarException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
