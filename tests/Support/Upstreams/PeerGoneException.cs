namespace Tollgate.TestSupport;

/// <summary>The peer ended the connection while a script was still running on it.</summary>
public sealed class PeerGoneException : IOException
{
    public PeerGoneException()
    {
    }

    public PeerGoneException(string message)
        : base(message)
    {
    }

    public PeerGoneException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
