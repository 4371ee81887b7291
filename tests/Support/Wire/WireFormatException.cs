namespace Tollgate.TestSupport;

/// <summary>The peer sent bytes that are not strict HTTP/1.1.</summary>
public sealed class WireFormatException : IOException
{
    public WireFormatException()
    {
    }

    public WireFormatException(string message)
        : base(message)
    {
    }

    public WireFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
